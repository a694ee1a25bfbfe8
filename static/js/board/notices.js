/* Above the queue: a shift that nobody has signed for, loud; a drill that runs, hatched. Asked for every 20 s, drawn when it is another, said aloud once. */

import { focusIn, h, icon, redraw, refocus } from "./dom.js";
import { ago, number, ticking } from "./format.js";

const EVERY = 20000;

const unsignedWords = ({ post, by }) => interpolate(gettext("%(post)s: shift not signed, handed over by %(by)s"), { post, by }, true);
const drillWords = ({ post, size, sent, unclaimed }) => interpolate(gettext("Drill at %(post)s: %(sent)s of %(size)s sent, %(unclaimed)s unclaimed"), { post, sent: number(sent), size: number(size), unclaimed: number(unclaimed) }, true);

export class Notices {
  /** parts: {box, api, say: f(sentence), supervisor: whether the reader may open the page of a drill} */
  constructor(parts) {
    Object.assign(this, parts);
    this.said = new Set();
    this.ask();
    setInterval(() => document.hidden || this.ask(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  /** What could not be asked stays as it was: a notice does not go because the line does. */
  async ask() {
    try {
      const answer = await this.api.get("board/notices/");
      const shown = JSON.stringify(answer);
      if (shown === this.shown) return;
      this.shown = shown;
      this.take(answer);
    } catch {
      return;
    }
  }

  take({ unsigned_shifts: shifts, drills }) {
    this.draw([...shifts.map((shift) => this.unsigned(shift)), ...drills.map((drill) => this.drill(drill))]);
    this.tell([...shifts.map((shift) => [`${shift.post} ${shift.since}`, unsignedWords(shift)]), ...drills.map((drill) => [drill.id, drillWords(drill)])]);
  }

  draw(nodes) {
    const focused = focusIn(this.box);
    this.box.hidden = nodes.length === 0;
    redraw(this.box, nodes);
    refocus(this.box, focused);
  }

  /** The numbers of a drill change all the time: only that there is one is news. */
  tell(notices) {
    for (const [key, words] of notices) if (!this.said.has(key)) this.say(words);
    this.said = new Set(notices.map(([key]) => key));
  }

  unsigned(shift) {
    const { post, since } = shift;
    const age = ticking(h("time", { datetime: since }, ago(since)), "ago", since);
    return h("p", { class: "board-notice is-loud", data: { testid: "unsigned-shift" } }, icon("warning"), h("span", { class: "grow" }, unsignedWords(shift), " (", age, ")"), h("a", { class: "btn btn-small", href: `/shift/?post=${post}`, data: { key: `sign-${post}` } }, gettext("Read and sign")));
  }

  drill(drill) {
    return h("p", { class: "board-notice is-drill", data: { testid: "running-drill" } }, h("span", { class: "grow" }, drillWords(drill)), this.supervisor ? h("a", { class: "btn btn-small", href: `/drills/${drill.id}/`, data: { key: `drill-${drill.id}` } }, gettext("Watch the drill")) : null);
  }
}
