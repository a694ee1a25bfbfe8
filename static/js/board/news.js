/* What concerns this officer, said once as it happens: a claim that somebody took over, a locate clock that strikes, a hand-over that is offered, a promise that begins to ring. */

import { toast } from "./dom.js";
import { markWord } from "./format.js";
import { isLean } from "./order.js";

const SECONDS = 15;

const mayAnswer = (card) => Boolean(card?.allowed.includes("handover-accept"));
const say = (text, code, more = {}) => interpolate(text, { code, ...more }, true);

export class News {
  constructor(store, me) {
    this.me = me;
    store.listen(({ changes }) => changes.forEach((change) => this.hear(change)));
  }

  hear(change) {
    const { before, after, event } = change;
    if (!after) return;
    const happened = event ? [this.taken(change), this.struck(change)] : [];
    const arrived = event && !isLean() ? [offered(before, after), called(before, after)] : [];
    const rings = isLean() && after.owner?.id !== this.me ? [] : rung(before, after);
    const sentences = [...happened, ...arrived, ...rings];
    for (const text of sentences.filter(Boolean)) toast(after.drill ? interpolate(gettext("Drill: %s"), [text]) : text, "warn", SECONDS);
  }

  taken({ before, after, event }) {
    if (event.kind !== "alert.taken" || before?.owner?.id !== this.me || !after.owner || after.owner.id === this.me) return null;
    return say(gettext("%(name)s took %(code)s over."), after.code, { name: after.owner.name });
  }

  struck({ after, event }) {
    if (event.kind !== "alert.locate_due" || after.owner?.id !== this.me || !after.locate?.hour) return null;
    return say(gettext("%(code)s: %(hour)s h have passed, and nobody has located the person."), after.code, { hour: after.locate.hour });
  }
}

function offered(before, after) {
  return mayAnswer(after) && !mayAnswer(before) && say(gettext("%(post)s offers %(code)s to your post."), after.code, { post: after.post });
}

const begins = (before, after, reason) => Boolean(after.rings?.includes(reason)) && !before?.rings?.includes(reason);

function called(before, after) {
  return begins(before, after, "called") && say(gettext("%(post)s calls your post: nobody has claimed %(code)s."), after.code, { post: after.post });
}

const SAID_OTHERWISE = ["called", "handover_offered"];

function rung(before, after) {
  return (after.rings || []).filter((reason) => !SAID_OTHERWISE.includes(reason) && begins(before, after, reason)).map((reason) => `${markWord(reason)} · ${after.code}`);
}
