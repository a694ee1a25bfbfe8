/* One incident: who is in it, who coordinates, what has been done; and the strip of open incidents above the queue. */

import { ApiError } from "./api.js";
import { openForm } from "./dialogs.js";
import { badge, h, icon, toast } from "./dom.js";
import { clockTime, exactTime, kindWord, metres, ticking, zoneOf } from "./format.js";
import { perPause } from "./frame.js";
import { incidentFacts, incidentName } from "./incidents.js";
import { markBadges, ownerBadge } from "./badges.js";

const SETTLE = 300;
const LOOKS = { "incident.opened": "is-alarm", "incident.joined": "is-alarm", "incident.coordinator": "is-mine", "incident.closed": "is-ok" };

const verbs = () => ({
  coordinate: { label: gettext("Coordinate"), look: "btn-primary", icon: "user" },
  note: { label: gettext("Note"), look: "", icon: "note" },
  release: { label: gettext("Give back"), look: "btn-quiet", icon: "back" },
  close: { label: gettext("Close the incident"), look: "", icon: "check" },
});

export class IncidentPanel {
  /** parts: {box, api, incidents, store, me, onSelect: f(alert id), onClose} */
  constructor(parts) {
    Object.assign(this, parts);
    this.id = null;
    this.whole = null;
    this.incidents.listen(perPause(SETTLE, () => this.id && this.read()));
  }

  show(id) {
    this.id = id;
    this.whole = null;
    if (!id) return;
    this.box.scrollTop = 0;
    this.draw();
    this.read();
  }

  async read() {
    const { id } = this;
    try {
      const whole = await this.api.get(`incidents/${id}/`);
      if (this.id === id) this.take(whole);
    } catch (error) {
      if (this.id !== id) return;
      this.problem = error.message;
      this.draw();
    }
  }

  take(whole) {
    this.whole = whole;
    this.problem = null;
    this.draw();
  }

  draw() {
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const scroll = this.box.scrollTop;
    const incident = this.whole || this.incidents.get(this.id);
    this.box.dataset.alertId = "";
    this.box.replaceChildren(...(incident ? this.sections(incident) : [this.waiting()]));
    this.box.scrollTop = scroll;
    if (focused) (this.box.querySelector(`[data-focus="${focused}"]`) || this.box).focus();
  }

  waiting() {
    return h("div", { class: "empty" }, icon("incident"), h("h2", {}, gettext("Incident")), h("p", { role: "status" }, this.problem || gettext("Reading…")));
  }

  sections(incident) {
    return [this.head(incident), this.problem ? h("p", { class: "notice notice-warn" }, h("span", {}, this.problem)) : null, this.buttons(incident), this.facts(incident), this.people(incident), this.story(incident)].filter(Boolean);
  }

  head(incident) {
    return h("header", { class: `panel-head is-incident ${incident.state === "open" ? "is-open" : ""}`, data: { testid: "incident-panel", incident: incident.code } },
      incident.drill ? h("p", { class: "drill-bar" }, gettext("Drill: not real people.")) : null,
      h("div", { class: "row" }, h("span", { class: "kind kind-incident" }, icon("incident")), h("h2", { class: "grow" }, incidentName(incident)),
        h("button", { type: "button", class: "btn btn-quiet btn-icon panel-close", "aria-label": gettext("Close the panel"), data: { focus: "close-panel" }, onclick: () => this.onClose() }, icon("close"))),
      h("div", { class: "row" }, h("span", { class: "code" }, incident.code),
        incident.state === "open" ? badge("badge-alarm-soft", gettext("Open incident"), "incident") : badge("badge-done", gettext("Closed"), "check"),
        incident.coordinator ? badge(incident.coordinator.id === this.me ? "badge-mine" : "badge-other", interpolate(gettext("Coordinator: %s"), [incident.coordinator.name]), "user") : badge("badge-warn", gettext("Nobody coordinates"), "warning")),
      incident.merged_into ? h("p", { class: "muted" }, interpolate(gettext("Merged into %s"), [incident.merged_into])) : null);
  }

  buttons(incident) {
    const can = new Set(incident.allowed || []);
    const list = Object.entries(verbs()).filter(([verb]) => can.has(verb));
    if (!list.length) return this.whole ? h("p", { class: "panel-note muted" }, gettext("You may read this incident, but not act on it.")) : null;
    return h("div", { class: "panel-actions", role: "group", "aria-label": gettext("Actions") }, list.map(([verb, look]) =>
      h("button", { type: "button", class: `btn ${look.look}`, data: { focus: verb, testid: `incident-${verb}` }, onclick: () => this.start(verb, incident) }, icon(look.icon), h("span", {}, look.label))));
  }

  facts(incident) {
    const zone = zoneOf(incident.post);
    const counts = this.whole ? this.whole.counts : { ...this.incidents.counts(incident.id), people: incident.people, not_located: null };
    const row = (word, value, look = "") => [h("dt", {}, word), h("dd", { class: `num ${look}` }, value)];
    return this.part("clock", gettext("At a glance"), h("dl", { class: "kv" },
      row(gettext("People"), String(counts.people)), row(gettext("Unclaimed"), String(counts.unclaimed), counts.unclaimed ? "is-alarm strong" : ""),
      counts.not_located === null ? null : row(gettext("Not located"), String(counts.not_located)),
      h("dt", {}, gettext("Opened")), h("dd", {}, ticking(h("time", { datetime: incident.opened_at }), "since", incident.opened_at, zone), h("span", { class: "muted" }, ` ${clockTime(Date.parse(incident.opened_at), zone, true)}`)),
      incident.location ? row(gettext("Radius"), interpolate(gettext("about %s"), [metres(incident.location.radius_m)])) : null,
      h("dt", {}, gettext("Posts")), h("dd", {}, incident.posts.join(", "))));
  }

  people(incident) {
    const members = this.whole ? this.whole.members.map((card) => this.store.get(card.id) || card) : this.incidents.members(incident.id);
    const row = (card) => h("li", {}, h("button", { type: "button", class: `incident-member is-${card.owner ? "claimed" : card.state === "handled" ? "done" : "unclaimed"}`, data: { focus: card.id, testid: "incident-member" }, onclick: () => this.onSelect(card.id) },
      h("span", { class: `kind kind-${card.kind}` }, icon(card.kind)),
      h("span", { class: "grow" }, h("span", { class: "line" }, h("span", { class: "code" }, card.code), h("span", { class: "muted" }, kindWord(card.kind)), ticking(h("time", { class: "age num", datetime: card.received_at }), "since", card.received_at, zoneOf(card.post))),
        h("span", { class: "line wrap" }, ownerBadge(card, this.me), ...markBadges(card)))));
    return this.part("list", gettext("Who is in it"), h("p", { class: "muted" }, gettext("Each person is an alert of their own, with an owner of their own.")), h("ul", { class: "incident-members" }, members.map(row)));
  }

  story(incident) {
    if (!this.whole) return this.part("clock", gettext("Timeline"), h("p", { class: "muted" }, gettext("Reading…")));
    const zone = zoneOf(incident.post);
    return this.part("clock", gettext("Timeline"), h("ol", { class: "timeline", data: { testid: "incident-timeline" } }, this.whole.timeline.toReversed().map((item) =>
      h("li", { class: LOOKS[item.kind] || "", data: { kind: item.kind } }, h("span", { class: "what" }, item.text),
        h("span", { class: "meta" }, h("time", { datetime: item.at, title: exactTime(item.at, zone) }, clockTime(Date.parse(item.at), zone, true)), item.actor ? ` · ${item.actor}` : ""),
        item.note ? h("p", { class: "text" }, item.note) : null))));
  }

  part(iconName, title, ...content) {
    return h("section", { class: "panel-part" }, h("h3", {}, icon(iconName), title), ...content);
  }

  /* ---- what an officer does with it ---- */

  start(verb, incident) {
    if (verb === "coordinate" || verb === "release") return this.call(verb, incident, {}).catch((error) => toast(explained(error), "alarm"));
    const field = { note: { name: "text", required: true }, close: { name: "note", required: false } }[verb];
    const words = { note: { title: gettext("Note"), submit: gettext("Save the note") }, close: { title: gettext("Close the incident"), submit: gettext("Close the incident") } }[verb];
    openForm({
      name: `incident-${verb}`, key: `incident-${verb}:${incident.id}`, submit: words.submit, title: `${words.title} · ${incident.code}`,
      intro: verb === "close" ? gettext("Its alerts stay with their owners. Neighbouring posts no longer see those that they did not claim.") : null,
      fields: [{ ...field, type: "textarea", label: gettext("Note"), maxlength: 4000, help: gettext("Kept in the timeline. No names or telephone numbers here.") }],
      send: (values) => this.call(verb, incident, values).catch((error) => Promise.reject(Object.assign(error, { said: explained(error) }))),
    });
  }

  async call(verb, incident, values) {
    const whole = await this.api.post(`incidents/${incident.id}/${verb}/`, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")));
    this.incidents.accept(whole, null);
    if (this.id === whole.id) this.take(whole);
  }
}

function explained(error) {
  if (!(error instanceof ApiError) || error.status !== 409 || !error.owner) return error.message;
  return interpolate(gettext("%(detail)s Since %(time)s."), { detail: error.message, time: clockTime(Date.parse(error.owner.since)) }, true);
}

/** The alert's own panel: which incident it is part of, or into which it could be put. */
export function incidentPart(card, { incidents, api, store, onIncident }) {
  const can = new Set(card.allowed);
  const button = (word, iconName, testid, onclick) => h("button", { type: "button", class: "btn btn-small", data: { verb: testid, testid }, onclick }, icon(iconName), h("span", {}, word));
  const apply = async (verb, body) => store.applyCard(await api.act(card.id, verb, body));
  if (card.incident) {
    const incident = incidents.of(card);
    return [incident ? h("p", {}, h("strong", {}, incidentName(incident)), h("br"), h("span", { class: "muted" }, incidentFacts(incident, incidents.counts(incident.id)))) : h("p", { class: "code" }, card.incident.code),
      h("p", { class: "row" }, h("button", { type: "button", class: "btn btn-small", data: { verb: "incident", testid: "open-incident" }, "aria-keyshortcuts": "I", onclick: () => onIncident(card.incident.id) }, icon("incident"), h("span", {}, interpolate(gettext("Incident %s"), [card.incident.code])), h("kbd", { "aria-hidden": "true" }, "I")),
        can.has("detach") ? button(gettext("Take out"), "close", "verb-detach", () => openForm({
          name: "detach", key: `detach:${card.id}`, title: `${gettext("Take out of the incident")} · ${card.code}`, submit: gettext("Take out"), intro: gettext("It is not put back by itself. The other posts of the incident no longer see it."),
          fields: [{ name: "reason", type: "text", label: gettext("Reason"), required: true, maxlength: 200 }], send: (values) => apply("detach", values),
        })) : null)];
  }
  const open = incidents.open().filter((incident) => incident.drill === card.drill);
  if (!can.has("attach") || !open.length) return null;
  return [h("p", { class: "row" }, button(gettext("Put into an incident"), "incident", "verb-attach", () => openForm({
    name: "attach", key: `attach:${card.id}`, title: `${gettext("Put into an incident")} · ${card.code}`, submit: gettext("Put into it"), intro: gettext("The posts of the incident then see this alert, with a place of about 1 km."),
    fields: [{ name: "incident", type: "select", label: gettext("Incident"), required: true, empty: open.length > 1 ? gettext("Choose an incident") : null, groups: [[gettext("Open incidents"), open.map((incident) => [incident.code, `${incident.code} · ${incidentName(incident)}`])]] }], send: (values) => apply("attach", values),
  })))];
}

/** The open incidents, one line each, above the queue: a press shows the incident and only its alerts, another press shows all again. */
export class IncidentStrip {
  /** parts: {box, incidents, filters, onOpen: f(id), onAll} */
  constructor(parts) {
    Object.assign(this, parts);
    this.incidents.listen(perPause(60, () => this.draw()));
    this.draw();
  }

  draw() {
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.incident : null;
    const open = this.incidents.open();
    this.box.hidden = !open.length;
    this.box.replaceChildren(...open.map((incident) => this.line(incident)));
    if (focused) this.box.querySelector(`[data-incident="${focused}"]`)?.focus();
  }

  line(incident) {
    const chosen = this.filters.values.incident === incident.code;
    const counts = this.incidents.counts(incident.id);
    return h("button", { type: "button", class: `incident-line ${incident.drill ? "is-drill" : counts.unclaimed ? "is-waiting" : ""}`, "aria-pressed": String(chosen), data: { incident: incident.code, testid: "incident-line" }, onclick: () => (chosen ? this.onAll() : this.onOpen(incident.id)) },
      icon("incident"), h("span", { class: "grow" }, h("strong", { class: "truncate" }, incidentName(incident)), h("span", { class: "facts" }, incidentFacts(incident, counts))));
  }
}
