/* New alerts for ears: one polite sentence at a time, however many arrive. */

import { isUnclaimed } from "./store.js";
import { spoken } from "./format.js";

const EVERY = 4000;

export class Announcer {
  constructor(box, store, me) {
    Object.assign(this, { box, store, me });
    this.waiting = [];
    this.sentences = [];
    store.listen(({ changes }) => this.hear(changes));
  }

  hear(changes) {
    for (const { before, after, event } of changes) if (!before && event && after && isUnclaimed(after)) this.waiting.push(after.id);
    if (this.waiting.length) this.timer ??= setTimeout(() => this.speak(), 300);
  }

  /** Something else than a new alert, before them. */
  say(text) {
    this.sentences.push(text);
    this.timer ??= setTimeout(() => this.speak(), 300);
  }

  speak() {
    const cards = this.waiting.map((id) => this.store.get(id)).filter(Boolean);
    const sentences = this.sentences;
    this.waiting = [];
    this.sentences = [];
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.waiting.length || this.sentences.length) this.speak();
    }, EVERY);
    if (cards.length) sentences.push(this.arrivals(cards));
    if (sentences.length) this.box.textContent = sentences.join(". ");
  }

  arrivals(cards) {
    const latest = spoken(cards.at(-1), this.me);
    return cards.length === 1
      ? interpolate(gettext("New alert: %s"), [latest])
      : interpolate(gettext("%(n)s new alerts. The latest: %(latest)s"), { n: cards.length, latest }, true);
  }
}
