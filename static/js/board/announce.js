/* New alerts for ears: one polite sentence at a time, however many arrive. */

import { isUnclaimed } from "./store.js";
import { spoken } from "./format.js";

const EVERY = 4000;

export class Announcer {
  constructor(box, store, me) {
    Object.assign(this, { box, store, me });
    this.waiting = [];
    store.listen(({ changes }) => this.hear(changes));
  }

  hear(changes) {
    for (const { before, after, event } of changes) if (!before && event && after && isUnclaimed(after)) this.waiting.push(after.id);
    if (this.waiting.length) this.timer ??= setTimeout(() => this.speak(), 300);
  }

  speak() {
    const cards = this.waiting.map((id) => this.store.get(id)).filter(Boolean);
    this.waiting = [];
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.waiting.length) this.speak();
    }, EVERY);
    if (!cards.length) return;
    const latest = spoken(cards.at(-1), this.me);
    this.box.textContent = cards.length === 1
      ? interpolate(gettext("New alert: %s"), [latest])
      : interpolate(gettext("%(n)s new alerts. The latest: %(latest)s"), { n: cards.length, latest }, true);
  }
}
