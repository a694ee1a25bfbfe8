/* The call-back script of the selected alert: the next step open, the others a line each; a tick is kept at once. */

import { badge, h, toast } from "./dom.js";
import { clockTime, zoneOf } from "./format.js";

const SETTLE = 120;
const languageWords = () => ({ es: gettext("Spanish"), en: gettext("English") });

export class Script {
  constructor(api, store) {
    Object.assign(this, { api, store });
    this.id = null;
    this.wanted = null; // the step whose box has the focus once it is drawn again
    this.box = h("div", { data: { testid: "script" } });
  }

  /** Whom the script is for: not for a post that is only asked to take the alert over, and not once it is handled. */
  isFor(card) {
    return card.state !== "handled" && !card.allowed.includes("handover-accept");
  }

  follow(card) {
    if (!this.isFor(card)) {
      this.id = null;
      return;
    }
    if (this.id !== card.id) {
      Object.assign(this, { id: card.id, shown: null, wanted: null, opened: new Set() });
      this.box.replaceChildren(h("p", { class: "muted" }, gettext("Reading…")));
    }
    if (this.shown === card.version) return;
    this.shown = card.version;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(card), SETTLE);
  }

  async read(card) {
    try {
      const script = await this.api.get(`alerts/${card.id}/script/`);
      if (this.id === card.id) this.draw(script, card);
    } catch (error) {
      if (this.id !== card.id) return;
      this.shown = null;
      this.box.replaceChildren(h("p", { class: "notice notice-warn" }, h("span", {}, error.message)));
    }
  }

  draw(script, card) {
    const mine = card.allowed.includes("tick");
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.verb : null;
    const next = script.steps.find((step) => !step.ticked)?.code || null;
    const duress = script.variant === "duress";
    this.box.replaceChildren(h("div", {},
      h("div", { class: "row script-head" },
        h("progress", { max: script.steps.length, value: script.done, "aria-label": gettext("Steps done") }),
        h("span", { class: "num", data: { testid: "script-progress" } }, `${script.done}/${script.steps.length}`),
        duress ? badge("badge-alarm-soft", gettext("Do not call"), "warning") : badge("", languageWords()[script.language] || script.language)),
      h("ol", { class: "script-steps" }, script.steps.map((step) => this.step(step, { card, mine, current: step.code === next, language: duress ? null : script.language }))),
      mine ? null : this.whoTicks(card)));
    const code = this.wanted === "next" ? next : focused?.replace("tick-", "");
    this.wanted = null;
    if (code) this.box.querySelector(`[data-verb="tick-${code}"]`)?.focus({ preventScroll: false });
  }

  whoTicks(card) {
    const words = card.owner ? gettext("Its owner ticks what is done.") : card.allowed.includes("claim") && gettext("Claim it to tick what is done.");
    return words && h("p", { class: "muted small" }, words);
  }

  step(step, { card, mine, current, language }) {
    const id = `step-${step.code}`;
    const box = h("input", {
      type: "checkbox", id, checked: Boolean(step.ticked), disabled: !mine, "aria-describedby": `${id}-say`,
      data: { verb: `tick-${step.code}`, testid: `tick-${step.code}`, ...(current ? { current: "yes" } : {}) }, onchange: () => this.tick(card, step, box),
    });
    const words = h("details", { class: "script-words", open: current || this.opened.has(step.code) },
      h("summary", {}, h("span", { class: step.ticked ? "muted" : "strong" }, step.title),
        step.ticked ? h("span", { class: "meta" }, ` ${clockTime(Date.parse(step.ticked.at), zoneOf(card.post))} · ${step.ticked.by}`) : null),
      h("blockquote", { id: `${id}-say`, class: "script-say", lang: language }, step.say),
      step.help ? h("p", { class: "script-help small" }, step.help) : null,
      h("p", { class: "script-why small" }, step.why));
    words.addEventListener("toggle", () => (words.open ? this.opened.add(step.code) : this.opened.delete(step.code)));
    return h("li", { class: `script-step${current ? " is-current" : ""}${step.ticked ? " is-done" : ""}` },
      h("label", { class: "script-tick", for: id }, box, h("span", { class: "visually-hidden" }, step.title)), words);
  }

  async tick(card, step, box) {
    const done = box.checked;
    this.wanted = done ? "next" : null;
    if (done) this.opened.delete(step.code);
    try {
      this.store.applyCard(await this.api.act(card.id, "tick", { step: step.code, done }));
    } catch (error) {
      box.checked = !done;
      this.wanted = null;
      toast(error.message, "alarm");
    }
  }
}
