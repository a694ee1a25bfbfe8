/* How the board is watched: who looks at which alert, alarms per officer, the lean board, calling for help, test presses. */

import { openForm } from "./dialogs.js";
import { h, icon, toast } from "./dom.js";
import { number } from "./format.js";
import { FloodLane } from "./lane.js";

const CANARY_LATE = 90000;

const $ = (id) => document.getElementById(id);

export class Watch {
  /** parts: {api, config, me, onLooking: f(Map), onLean: f(bool), onLate: f(seconds|null), onSelect: f(alert id)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.looking = new Map();
    this.posts = {};
    this.lean = false;
    this.text = "";
    const since = performance.now();
    this.canaries = new Map(this.config.canaries.map((code) => [code, since]));
    this.painted = {};
    const lane = new FloodLane({ api: this.api, onSelect: this.onSelect });
    $("flood").addEventListener("click", () => lane.open().catch((error) => toast(error.message, "alarm")));
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
