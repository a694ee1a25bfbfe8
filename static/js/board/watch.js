/* How the board is watched: who looks at which alert, alarms per officer, the lean board, calling for help, the flood lane, test presses. */

import { openForm, openFrame } from "./dialogs.js";
import { h, icon, toast } from "./dom.js";
import { number, ticking } from "./format.js";

const CANARY_LATE = 90000;

const $ = (id) => document.getElementById(id);

export class Watch {
  /** parts: {api, config, me, onLooking: f(Map), onLean: f(bool), onLate: f(seconds|null)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.looking = new Map();
    this.posts = {};
    this.lean = false;
    this.text = "";
    const since = performance.now();
    this.canaries = new Map(this.config.canaries.map((code) => [code, since]));
    this.painted = {};
    $("flood").addEventListener("click", () => this.openFlood().catch((error) => toast(error.message, "alarm")));
    $("call-help").addEventListener("click", () => this.askForHelp());
    setInterval(() => this.judge(), 1000);
  }

  /** A bulletin is the whole state: {looking: {alert: [{id, name}]}, posts: {CODE: {eyes, officers, load, lean, flooded, help}}}. */
  receive({ looking, posts }) {
    const others = Object.entries(looking).map(([id, people]) => [id, people.filter((one) => one.id !== this.me).map((one) => one.name)]);
    this.looking = new Map(others.filter(([, names]) => names.length));
    this.onLooking(this.looking);
    this.posts = posts;
    const all = Object.values(posts);
    const lean = all.some((post) => post.lean);
    if (lean !== this.lean) {
      this.lean = lean;
      document.documentElement.dataset.lean = lean ? "yes" : "no";
      this.onLean(lean);
      if (lean) toast(gettext("More alerts than anyone can hear one by one. The queue is now one list, the best known senders first; nothing pops up."), "warn", 20);
    }
    this.showLoad(all);
  }

  showLoad(all) {
    const worst = Math.max(0, ...all.map((post) => post.load));
    const flooded = all.reduce((sum, post) => sum + post.flooded, 0);
    $("load").hidden = !all.length;
    $("load").classList.toggle("is-lean", this.lean);
    $("load-value").textContent = number(worst);
    $("load").title = Object.entries(this.posts).map(([code, post]) =>
      interpolate(gettext("%(code)s: %(load)s alerts per officer in 10 minutes, %(eyes)s boards watched"), { code, load: number(post.load), eyes: number(post.eyes) }, true)).join("\n");
    $("flood").hidden = !flooded;
    $("flood-count").textContent = number(flooded);
    const asked = all.some((post) => post.help);
    $("call-help").hidden = !this.lean;
    $("call-help").disabled = asked;
    $("call-help-word").textContent = asked ? gettext("Help is called") : gettext("Call for help");
  }

  askForHelp() {
    const codes = Object.entries(this.posts).filter(([, post]) => post.lean && !post.help).map(([code]) => code);
    openForm({
      name: "help", key: "call-help", title: gettext("Call for help"), submit: gettext("Call for help"), danger: true, fields: [],
      intro: gettext("Every unclaimed alert of your post rings at its neighbours and at the fallback now, and for the next 30 minutes the fallback gets what comes in as well."),
      send: async () => {
        for (const code of codes) await this.api.post(`posts/${code}/help/`);
        toast(gettext("Help is called: the neighbouring posts and the fallback have your unclaimed alerts."), "ok");
      },
    });
  }

  /* ---- the flood lane: groups by sender, emptied by a person ---- */

  async openFlood() {
    const { items } = await this.api.get("board/flood/");
    const rows = items.map((group) => this.group(group));
    const body = h("div", { class: "dialog-body" },
      h("p", { class: "muted" }, gettext("These senders have several open alerts already; what they send on top waits here. Nothing is dropped.")),
      rows.length ? h("ul", { class: "flood-list" }, rows) : h("p", {}, gettext("The flood lane is empty.")));
    openFrame("flood", gettext("Flood lane"), body);
  }

  group(group) {
    const act = (verb, word) => h("button", { type: "button", class: "btn btn-small", data: { testid: `flood-${verb}` }, onclick: async (event) => {
      event.currentTarget.disabled = true;
      try {
        const { alerts } = await this.api.post(`board/flood/${group.device}/${verb}/`);
        row.replaceChildren(h("span", { class: "muted" }, interpolate(word, { code: group.code, n: number(alerts) }, true)));
      } catch (error) {
        toast(error.message, "alarm");
        event.target.disabled = false;
      }
    } }, verb === "lift" ? gettext("Ring them") : gettext("All false alarms"));
    const row = h("li", { data: { testid: "flood-group" } },
      h("span", { class: "grow" }, h("span", { class: "code" }, group.code), " ", h("b", { class: "num" }, `× ${number(group.n)}`), h("br", {}),
        h("span", { class: "muted" }, group.place || gettext("Place unknown"), " · ", ticking(h("time", { datetime: group.last_at }), "ago", group.last_at))),
      act("lift", gettext("%(code)s: %(n)s alerts ring now.")), act("close", gettext("%(code)s: %(n)s alerts closed.")));
    return row;
  }

  /* ---- test presses ---- */

  /** A test press is drawn like any alert, out of sight, and its way to the painted row is measured. */
  canary(item, draw, measured) {
    this.canaries.set(item.alert.post, performance.now());
    this.judge();
    if (document.hidden) return;
    $("canary").replaceChildren(draw(item.alert));
    requestAnimationFrame(() => setTimeout(() => {
      $("canary").replaceChildren();
      this.painted[item.id] = measured(item);
    }));
  }

  /** What has been painted since the last beat. */
  takePainted() {
    const { painted } = this;
    this.painted = {};
    return painted;
  }

  judge() {
    const oldest = Math.min(Infinity, ...this.canaries.values());
    const silent = performance.now() - oldest;
    this.onLate(this.canaries.size && silent > CANARY_LATE ? Math.floor(silent / 1000) : null);
  }
}

/** "Ana Ruiz is looking at this", for the panel; null when nobody else does. */
export function lookers(names) {
  if (!names?.length) return null;
  const words = names.length === 1 ? interpolate(gettext("%s is looking at this."), [...names]) : interpolate(gettext("%s are looking at this."), [names.join(", ")]);
  return h("p", { class: "lookers", data: { testid: "lookers" } }, icon("eye"), words);
}
