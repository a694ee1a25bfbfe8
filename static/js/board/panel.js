/* Everything about the selected alert, and the buttons that the server allows now. */

import { allowed, verbs } from "./actions.js";
import { incidentBadge, markBadges, ownerBadge } from "./badges.js";
import { badge, focusIn, h, icon, redraw, refocus, toast } from "./dom.js";
import { bandWord, clockTime, coordinates, exactTime, isMock, kindWord, metres, personWord, placeWords, problemWord, routedWord, sourceWord, stepWord, ticking, zoneOf } from "./format.js";
import { incidentPart } from "./incident.js";
import { groupName } from "./order.js";
import { besideThePromise } from "./follow_up.js";
import { Links } from "./links.js";
import { promiseLines } from "./promises.js";
import { Script } from "./script.js";
import { isOpen, isUnclaimed } from "./store.js";
import { lookers } from "./watch.js";
import { ageOf, isDriving, uncertainty } from "./place.js";
import { personPart } from "./person.js";
import { heldBack, trackRows } from "./track.js";
import { Timeline } from "./timeline.js";

const UNMASKED_FOR = 60;
const REFRESH_EVERY = 15000;
const SETTLE = 200; // arrowing past an alert asks for nothing
const CLAIM_TARGET_S = 15;
const CONTACT_TARGET_MIN = 5; // from the claim to the first try to reach the person
const SHARED_BELOW = 0.8; // of the circle in the best district: the server's rule, for the words only
const UNMASK_ROLES = ["officer", "supervisor", "operator"];

const extraWords = () => ({ caller: gettext("Caller"), relation: gettext("Relation"), language: gettext("Language"), birth_date: gettext("Birth date") });

/** The treaty's stop (Vienna Convention, art. 36(1)(c)); who has pressed since is asked whether it still holds. */
const opposition = (card) => {
  if (!card.opposed_at) return null;
  const since = card.received_at > card.opposed_at || card.presses > 1
    ? gettext("A press after that is a new request: ask first whether it still holds.")
    : gettext("Do not reach out.");
  return h("p", { class: "duress-bar", data: { testid: "opposed" } }, icon("warning"),
    `${interpolate(gettext("This person opposed consular contact on %s."), [exactTime(card.opposed_at, zoneOf(card.post))])} ${since}`);
};

export class Panel {
  /** parts: {box, api, store, incidents, actions, me, roles, posts, onIncident: f(id), onClose, onSelect} */
  constructor(parts) {
    Object.assign(this, parts);
    this.id = null;
    this.identity = null;
    this.looking = new Map();
    this.seen = h("div", { class: "seen", role: "status" });
    this.timeline = new Timeline(this.api);
    this.script = new Script(this.api, this.store);
    this.links = new Links({ api: this.api, actions: this.actions, onSelect: this.onSelect });
    this.scriptPart = this.part("list", gettext("Call-back script"), this.script.box);
    this.storyPart = this.part("clock", gettext("Timeline"), this.timeline.box);
    this.store.listen(() => this.id && this.store.get(this.id) !== this.card && this.draw());
    setInterval(() => this.identity && this.tick(), 1000);
    setInterval(() => this.refresh(), REFRESH_EVERY);
    this.draw();
  }

  show(id) {
    if (this.id !== id) {
      this.identity = null;
      this.box.scrollTop = 0;
    }
    this.id = id;
    this.draw();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.refresh(), SETTLE);
  }

  /** What is allowed changes with time alone, without an event: a colleague's claim goes stale. */
  refresh() {
    const { card } = this;
    if (!card?.owner || card.owner.id === this.me || document.hidden) return;
    this.api.get(`alerts/${card.id}/`).then((fresh) => this.store.applyCard(fresh), () => {});
  }

  draw() {
    const focused = focusIn(this.box);
    const scroll = this.box.scrollTop;
    this.card = this.id ? this.store.get(this.id) : null;
    redraw(this.box, this.parts());
    this.box.dataset.alertId = this.card ? this.id : "";
    this.box.scrollTop = scroll;
    refocus(this.box, focused);
    if (this.card) for (const reader of [this.timeline, this.script, this.links]) reader.follow(this.card);
  }

  /** Who else has an alert open: Map of id to names. Changes no other part of the panel. */
  setLooking(looking) {
    this.looking = looking;
    this.showLookers();
  }

  showLookers() {
    const names = this.looking.get(this.id);
    if (this.seen.dataset.names === (names || []).join()) return;
    this.seen.dataset.names = (names || []).join();
    this.seen.replaceChildren(...[lookers(names)].filter(Boolean));
  }

  /** Each says whose it is: a button of one alert is never left standing for another. */
  parts() {
    const parts = this.card ? this.sections(this.card) : [this.id ? this.gone() : this.empty()];
    for (const part of parts) part.dataset.of = this.id || "";
    return parts;
  }

  empty() {
    return h("div", { class: "empty" }, icon("list"), h("h2", {}, gettext("No alert selected")),
      h("p", {}, gettext("Choose one from the queue or the map. The arrow keys move, C claims, ? shows every key.")));
  }

  gone() {
    return h("div", { class: "empty" }, icon("lock"), h("h2", {}, gettext("No longer on your board")),
      h("p", {}, gettext("This alert went to another post, or you may no longer see it.")));
  }

  sections(card) {
    this.showLookers();
    return [this.head(card), this.seen, this.buttons(card), promiseLines(card, this.me, this.actions), this.incident(card), this.clocks(card), this.person(card), this.where(card), this.who(card),
      this.script.isFor(card) ? this.scriptPart : null, this.links.section, this.problems(card), this.storyPart].filter(Boolean);
  }

  head(card) {
    const group = groupName(card, this.me);
    return h("header", { class: `panel-head is-${group}` },
      card.marks.includes("duress") ? h("p", { class: "duress-bar" }, icon("warning"), gettext("Under duress: do not call or write to this telephone.")) : null,
      opposition(card),
      card.drill ? h("p", { class: "drill-bar" }, gettext("Drill: not a real person.")) : null,
      h("div", { class: "row" },
        h("span", { class: `kind kind-${card.kind}` }, icon(card.kind)),
        h("h2", { class: "grow" }, h("span", { class: "code" }, card.code), h("span", { class: "muted" }, ` ${kindWord(card.kind)}`)),
        h("button", { type: "button", class: "btn btn-quiet btn-icon panel-close", "aria-label": gettext("Close the panel"), data: { focus: "close-panel" }, onclick: () => this.onClose() }, icon("close"))),
      h("div", { class: "row" }, ownerBadge(card, this.me), incidentBadge(card), ...markBadges(card), badge("", `P${card.priority}`), card.band === 1 ? null : badge(card.band === 3 ? "badge-warn" : "", bandWord(card.band), "user"), card.presses > 1 ? badge("badge-alarm-soft", interpolate(gettext("Pressed %s times"), [card.presses]), "bell") : null,
        card.person_state && card.person_state !== "unknown" ? badge("", personWord(card.person_state), "user") : null),
      card.case ? h("p", { class: "case-link" }, icon("case"), h("a", { href: `/cases/${card.case}/`, data: { testid: "case-link" } }, interpolate(gettext("Case %s"), [card.case]))) : null);
  }

  buttons(card) {
    const can = allowed(card);
    const list = Object.entries(verbs()).filter(([verb]) => can.has(verb) && !besideThePromise.has(verb));
    if (!list.length) return h("p", { class: "panel-note muted" }, this.card.state === "handled" ? gettext("Handled: nothing more to do here.") : gettext("You may read this alert, but not act on it."));
    return h("div", { class: "panel-actions", role: "group", "aria-label": gettext("Actions") }, list.map(([verb, look]) =>
      h("button", { type: "button", class: `btn ${look.look}`, data: { verb, testid: `verb-${verb}` }, "aria-keyshortcuts": look.key, onclick: () => this.actions.start(verb, card.id) },
        icon(look.icon), h("span", { title: look.title }, look.label), h("kbd", { "aria-hidden": "true" }, look.key))));
  }

  clocks(card) {
    const zone = zoneOf(card.post);
    if (!isOpen(card)) return this.times(card, zone);
    const late = isUnclaimed(card);
    const row = (word, at, note) => at && [h("dt", {}, word), h("dd", {}, ticking(h("time", { class: "num strong", datetime: at }), "since", at, zone), h("span", { class: "muted" }, ` ${note || clockTime(Date.parse(at), zone, true)}`))];
    const target = late ? interpolate(gettext("target %s s"), [CLAIM_TARGET_S]) : null;
    return this.part("clock", gettext("Clocks"), h("dl", { class: "kv" },
      row(gettext("Since pressed"), card.pressed_at), row(gettext("Since received"), card.received_at, target), card.owner ? row(gettext("Since claimed"), card.owner.since) : null, this.firstContact(card, zone), this.escalation(card, zone)));
  }

  /** Claimed, and nobody has tried to reach the person yet: until when somebody should. */
  firstContact(card, zone) {
    if (card.state !== "claimed") return null;
    const due = new Date(Date.parse(card.owner.since) + CONTACT_TARGET_MIN * 60000).toISOString();
    return [h("dt", {}, gettext("First contact")), h("dd", { data: { testid: "first-contact" } }, ticking(h("time", { class: "num strong", datetime: due }), "until", due, zone), h("span", { class: "muted" }, ` ${interpolate(gettext("target %s min"), [CONTACT_TARGET_MIN])}`))];
  }

  /** Whom the chain has rung, and whom it rings next. */
  escalation(card, zone) {
    const { escalation } = card;
    if (!escalation) return null;
    const next = ticking(h("time", { class: "num strong", datetime: escalation.next_at }), "until", escalation.next_at, zone);
    return [escalation.to && [h("dt", {}, gettext("Rung")), h("dd", {}, stepWord(escalation.to))],
      h("dt", {}, gettext("Rings next")), h("dd", { data: { testid: "rings-next" } }, next, h("span", { class: "muted" }, ` ${stepWord(escalation.next_to)}`))];
  }

  /** Of a handled alert: when, not how long. */
  times(card, zone) {
    const row = (word, at) => at && [h("dt", {}, word), h("dd", { class: "num small" }, exactTime(at, zone))];
    return this.part("clock", gettext("Times"), h("dl", { class: "kv" }, row(gettext("Pressed"), card.pressed_at), row(gettext("Received"), card.received_at), row(gettext("Last change"), card.updated_at)));
  }

  where(card) {
    const place = h("p", { class: "place" }, placeWords(card));
    const post = this.posts[card.post]?.name || card.post;
    const homed = (card.posts || []).filter((code) => code !== card.post);
    const posts = [h("dt", {}, gettext("Post")), h("dd", {}, h("span", { class: "code" }, card.post), ` ${post}`, homed.length ? h("span", { class: "muted" }, ` · ${gettext("also on")} ${homed.join(", ")}`) : null)];
    if (!card.location) {
      return this.part("pin-off", gettext("Where"), place, h("p", { class: "notice notice-warn" }, h("span", {}, gettext("No position came. Ask for the town, the road or the building, and log the contact."))), h("dl", { class: "kv" }, this.why(card), posts));
    }
    const { location } = card;
    const track = trackRows(this.track?.of(card.id), card);
    return this.part("pin", gettext("Where"), place, this.simulated(card), heldBack(this.track?.of(card.id)), h("dl", { class: "kv" },
      h("dt", {}, gettext("Uncertainty")), h("dd", {}, this.uncertain(location), isDriving(this.paceOf(card)) ? h("span", { class: "muted" }, ` · ${gettext("last seen driving")}`) : null),
      track.length ? track : location.fixed_at ? [h("dt", {}, gettext("Fixed")), h("dd", {}, ticking(h("time", { datetime: location.fixed_at }), "ago", location.fixed_at, zoneOf(card.post)), h("span", { class: "muted" }, ` · ${sourceWord(location.source)}`))]
        : [h("dt", {}, gettext("Source")), h("dd", {}, sourceWord(location.source), h("span", { class: "muted" }, ` · ${gettext("age unknown")}`))],
      h("dt", {}, gettext("Coordinates")), h("dd", { class: "num" }, coordinates(location)), this.nearest(card), this.why(card), this.districts(card), posts));
  }

  simulated(card) {
    if (!isMock(card)) return null;
    return h("p", { class: "notice notice-warn", data: { testid: "simulated" } }, h("span", {}, gettext("The phone itself says that this position is simulated: it may be false, and decided nothing.")));
  }

  /** Where somebody taken from there would most likely be held. */
  nearest(card) {
    const near = this.track?.of(card.id)?.nearest_facility;
    return near && [h("dt", {}, gettext("Nearest facility")), h("dd", { data: { testid: "nearest-facility" } }, near.name, h("span", { class: "muted" }, ` · ${metres(near.distance_m)}`))];
  }

  why(card) {
    const word = routedWord(card.routed);
    return word && [h("dt", {}, gettext("Why here")), h("dd", { data: { testid: "why-here" } }, interpolate(gettext("%(post)s: %(why)s"), { post: card.post, why: word }, true))];
  }

  /** As the track shows it, which is newer; else as the card says. */
  paceOf(card) {
    return this.track?.pace(card.id) ?? card.location.pace_m_s ?? undefined;
  }

  /** The districts that the circle lies in, and so why these posts have it; nothing when all of it is the home post's. */
  districts(card) {
    const [best] = card.districts || [];
    if (!best || (card.districts.length === 1 && best.post === card.post)) return null;
    const shares = card.districts.map((one) => h("span", { class: "share", title: this.posts[one.post]?.name || "" }, h("span", { class: "code" }, one.post), ` ${Math.max(1, Math.round(one.share * 100))}\u00a0%`));
    return [h("dt", {}, gettext("Circle lies in")), h("dd", { data: { testid: "districts" } }, shares,
      best.share < SHARED_BELOW ? h("span", { class: "muted" }, gettext("on more than one board, the first claim wins")) : null)];
  }

  person(card) {
    return this.part("user", gettext("Person"), ...personPart(card, (verb) => this.answer(card, verb)).filter(Boolean));
  }

  async answer(card, verb) {
    try {
      this.store.applyCard(await this.api.act(card.id, verb));
    } catch (error) {
      toast(error.message, "alarm");
    }
  }

  uncertain(location) {
    if (location.precision === "1km") return gettext("about 1 km, shown coarse");
    const now = uncertainty(location, this.paceOf(this.card));
    if (location.accuracy_m === null || location.accuracy_m === undefined) return gettext("not stated by the sender");
    if (ageOf(location) >= 3600) return interpolate(gettext("± %s when fixed; by now the person may be elsewhere"), [metres(location.accuracy_m)]);
    return now > location.accuracy_m * 1.2
      ? interpolate(gettext("± %(then)s when fixed, about ± %(now)s by now"), { then: metres(location.accuracy_m), now: metres(now) }, true)
      : `±\u00a0${metres(location.accuracy_m)}`;
  }

  /* ---- who: masked until asked for, and asking is logged ---- */

  who(card) {
    if (this.identity?.id === card.id) return this.shown(card);
    const box = h("div", { data: { testid: "who" } });
    if (!UNMASK_ROLES.some((role) => this.roles.includes(role))) box.append(h("p", { class: "muted" }, gettext("The name is masked for your role.")));
    else box.append(h("p", { class: "muted" }, gettext("Masked. Showing it is logged with your name and the purpose.")), this.unmaskButtons(card));
    return this.part("user", gettext("Who"), box);
  }

  /** Drawn once, so that what is being selected or dialled there stays; again when it turns out that nobody may dial. */
  shown(card) {
    const duress = card.marks.includes("duress");
    if (this.identity.duress !== duress) Object.assign(this.identity, { duress, part: this.part("user", gettext("Who"), h("div", { data: { testid: "who" } }, this.named())) });
    return this.identity.part;
  }

  unmaskButtons(card) {
    const purposes = [["contact", gettext("To contact")], ["locate", gettext("To locate")], ["identify", gettext("To identify")]];
    return h("div", { class: "segmented", role: "group", "aria-label": gettext("Show name and telephone") },
      purposes.map(([purpose, word], index) => h("button", { type: "button", data: { verb: index ? `unmask-${purpose}` : "unmask", testid: `unmask-${purpose}` }, onclick: () => this.unmask(card, purpose) }, word)));
  }

  async unmask(card, purpose) {
    try {
      const data = await this.api.act(card.id, "unmask", { purpose });
      this.identity = { id: card.id, data, until: performance.now() + UNMASKED_FOR * 1000 };
      this.draw();
    } catch (error) {
      toast(error.message, "alarm");
    }
  }

  named() {
    const { data } = this.identity;
    const row = (word, value) => value && [h("dt", {}, word), h("dd", { class: "strong" }, value)];
    this.countdown = h("span", { class: "num" });
    const node = h("div", {}, h("dl", { class: "kv" },
      row(gettext("Name"), data.name), row(gettext("Telephone"), data.phone && this.dial(data.phone)), row(gettext("Message"), data.message),
      Object.entries(data.extra || {}).map(([name, value]) => row(extraWords()[name] || name, String(value)))),
      data.name || data.phone ? null : h("p", {}, gettext("No name or telephone was sent.")),
      this.kept(data.kept || []),
      h("p", { class: "row" }, h("span", { class: "muted" }, gettext("Masked again in"), " ", this.countdown), h("button", { type: "button", class: "btn btn-small", data: { verb: "mask" }, onclick: () => this.mask() }, gettext("Mask now"))));
    this.tick();
    return node;
  }

  /** What was sent and fits no field: what a second press says, or bytes that no reader could take apart. */
  kept(bodies) {
    const said = bodies.filter((one) => one.message || one.text);
    if (!said.length) return null;
    return h("div", { data: { testid: "kept" } }, h("p", { class: "muted" }, gettext("Also sent")),
      h("ul", {}, said.map((one) => h("li", {}, h("time", { datetime: one.received_at, class: "meta" }, clockTime(Date.parse(one.received_at), zoneOf(this.card.post), true)), " ", one.message || h("span", { class: "code" }, one.text)))));
  }

  /** A number is dialled only by the officer's own telephone, and never under duress. */
  dial(phone) {
    if (this.card.marks.includes("duress")) return phone;
    return h("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}`, data: { testid: "phone" } }, phone);
  }

  tick() {
    const left = Math.ceil((this.identity.until - performance.now()) / 1000);
    if (left <= 0) return this.mask();
    if (this.countdown) this.countdown.textContent = `0:${String(left).padStart(2, "0")}`;
  }

  mask() {
    this.identity = null;
    this.draw();
  }

  incident(card) {
    const content = incidentPart(card, this);
    return content && this.part("incident", gettext("Incident"), ...content);
  }

  problems(card) {
    if (!card.problems?.length) return null;
    return this.part("warning", gettext("Problems with what was sent"), h("ul", {}, card.problems.map((code) => h("li", {}, problemWord(code)))));
  }

  part(iconName, title, ...content) {
    return h("section", { class: "panel-part" }, h("h3", {}, icon(iconName), title), ...content);
  }
}
