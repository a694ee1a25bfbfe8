/* The story of one alert, read again whenever its card changed. */

import { h } from "./dom.js";
import { clockTime, exactTime, zoneOf } from "./format.js";

const SETTLE = 250;
const LOOKS = { "alert.received": "is-alarm", "alert.pressed_again": "is-alarm", "alert.reopened": "is-alarm", "alert.escalated": "is-alarm", "alert.locate_due": "is-alarm", "alert.claimed": "is-mine", "alert.taken": "is-mine", "alert.disposed": "is-ok", "alert.case_opened": "is-ok",
  "alert.welfare_due": "is-alarm", "alert.handover_overdue": "is-alarm", "alert.duplicate_undone": "is-alarm", "alert.welfare_done": "is-ok" };

export class Timeline {
  constructor(api) {
    this.api = api;
    this.box = h("div", { data: { testid: "timeline" } });
    this.id = null;
  }

  follow(card) {
    if (this.id !== card.id) {
      this.id = card.id;
      this.shown = null;
      this.box.replaceChildren(h("p", { class: "muted" }, gettext("Reading…")));
    }
    if (this.shown === card.version) return;
    this.shown = card.version;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(card), SETTLE);
  }

  async read(card) {
    try {
      const { items } = await this.api.get(`alerts/${card.id}/timeline/`);
      if (this.id === card.id) this.draw(items, card);
    } catch (error) {
      if (this.id !== card.id) return;
      this.shown = null;
      this.box.replaceChildren(h("p", { class: "notice notice-warn" }, h("span", {}, error.message)));
    }
  }

  draw(items, card) {
    const zone = zoneOf(card.post);
    this.box.replaceChildren(h("ol", { class: "timeline" }, items.toReversed().map((item) =>
      h("li", { class: LOOKS[item.kind] || "", data: { kind: item.kind } },
        h("span", { class: "what" }, item.text),
        h("span", { class: "meta" }, h("time", { datetime: item.at, title: exactTime(item.at, zone) }, clockTime(Date.parse(item.at), zone, true)), item.actor ? ` · ${item.actor}` : ""),
        item.note ? h("p", { class: "text" }, item.note) : null))));
  }
}
