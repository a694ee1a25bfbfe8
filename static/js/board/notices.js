/* Above the queue: a shift that nobody has signed for, loud; a drill that runs, hatched. Asked for every 20 s. */

import { h, icon } from "./dom.js";
import { ago, number, ticking } from "./format.js";

const EVERY = 20000;

export class Notices {
  /** parts: {box, api, supervisor: whether the reader may open the page of a drill} */
  constructor(parts) {
    Object.assign(this, parts);
    this.ask();
    setInterval(() => document.hidden || this.ask(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  /** What could not be asked stays as it was: a notice does not go because the line does. */
  async ask() {
    try {
      const { unsigned_shifts: shifts, drills } = await this.api.get("board/notices/");
      this.draw([...shifts.map((shift) => this.unsigned(shift)), ...drills.map((drill) => this.drill(drill))]);
    } catch {
      return;
    }
  }

  draw(nodes) {
    this.box.hidden = nodes.length === 0;
    this.box.replaceChildren(...nodes);
  }

  unsigned({ post, by, since }) {
    const said = interpolate(gettext("%(post)s: shift not signed, handed over by %(by)s"), { post, by }, true);
    const age = ticking(h("time", { datetime: since }, ago(since)), "ago", since);
    return h("p", { class: "board-notice is-loud", data: { testid: "unsigned-shift" } }, icon("warning"), h("span", { class: "grow" }, said, " (", age, ")"), h("a", { class: "btn btn-small", href: `/shift/?post=${post}` }, gettext("Read and sign")));
  }

  drill({ post, id, size, sent, unclaimed }) {
    const said = interpolate(gettext("Drill at %(post)s: %(sent)s of %(size)s sent, %(unclaimed)s unclaimed"), { post, sent: number(sent), size: number(size), unclaimed: number(unclaimed) }, true);
    return h("p", { class: "board-notice is-drill", data: { testid: "running-drill" } }, h("span", { class: "grow" }, said), this.supervisor ? h("a", { class: "btn btn-small", href: `/drills/${id}/` }, gettext("Watch the drill")) : null);
  }
}
