/* What is owed on the selected alert: a look that is due, an offer that waits for its answer, a note; and the alerts that owe something though they are handled. */

import { allowed, verbs } from "./actions.js";
import { h, icon } from "./dom.js";
import { ticking, zoneOf } from "./format.js";
import { isOwed } from "./store.js";

const OWED_EVERY = 60000;

/** The lines under the buttons, each with what can be done about it; or null. */
export function promiseLines(card, me, actions) {
  const can = allowed(card);
  const button = (verb, word) => can.has(verb) && h("button", { type: "button", class: "btn btn-small", data: { verb, testid: `verb-${verb}` }, "aria-keyshortcuts": verbs()[verb].key, title: verbs()[verb].title, onclick: () => actions.start(verb, card.id) },
    h("span", {}, word || verbs()[verb].label), h("kbd", { "aria-hidden": "true" }, verbs()[verb].key));
  const lines = [welfare(card, button), offer(card, button), note(card, me, actions)].filter(Boolean);
  return lines.length ? h("div", { class: "promises", data: { testid: "promises" } }, lines) : null;
}

function line(look, iconName, words, ...buttons) {
  return h("div", { class: `promise ${look}` }, icon(iconName), h("p", {}, ...words), h("span", { class: "promise-do" }, ...buttons));
}

function welfare(card, button) {
  const again = button("welfare", card.welfare_at ? gettext("Change") : gettext("Set a time"));
  if (!card.welfare_at) return again && line("", "clock", [gettext("Look after this person again?")], again);
  const time = (form) => ticking(h("time", { class: "num strong", datetime: card.welfare_at }), form, card.welfare_at, zoneOf(card.post));
  const buttons = [button("welfare-done"), again];
  if (card.marks.includes("welfare_due")) return line("is-alarm", "bell", [gettext("Look after this person again now."), " ", time("ago")], ...buttons);
  return line("", "clock", [gettext("Look again in"), " ", time("until")], ...buttons);
}

function offer(card, button) {
  if (!card.handover) return null;
  const since = ticking(h("time", { class: "num strong", datetime: card.handover.at }), "since", card.handover.at, zoneOf(card.post));
  const late = card.marks.includes("handover_overdue");
  const words = late ? gettext("Offered to %s, and nobody answers:") : gettext("Offered to %s, waiting for an answer:");
  return line(late ? "is-alarm" : "", late ? "bell" : "handover", [interpolate(words, [card.handover.to]), " ", since], button("handover-withdraw"));
}

function note(card, me, actions) {
  if (!card.marks.includes("note_due")) return null;
  const write = card.owner?.id === me && h("button", { type: "button", class: "btn btn-small", data: { verb: "note-due" }, onclick: () => actions.start("note", card.id) }, gettext("Write it"));
  return line("is-warn", "note", [gettext("This ending needs a note: what happened?")], write);
}

/** Brings handled alerts that owe something back to the board. */
export class Owed {
  constructor(api, store, me) {
    Object.assign(this, { api, store });
    store.listen(({ replaced, beginning }) => replaced && !beginning && this.read());
    setInterval(() => document.hidden || this.read(), OWED_EVERY);
    this.isOwed = (card) => isOwed(card, me);
  }

  async read() {
    try {
      const { alerts } = await this.api.get("board/owed/");
      for (const card of alerts) if (this.isOwed(card) && this.store.get(card.id)?.version !== card.version) this.store.applyCard(card);
    } catch {
      /* asked again in a minute */
    }
  }
}
