/* The story of one alert, read again whenever its card changed. */

import { h } from "./dom.js";
import { clockTime, exactTime, zoneOf } from "./format.js";

const SETTLE = 250;
const LOOKS = { "alert.received": "is-alarm", "alert.claimed": "is-mine", "alert.handled": "is-ok", "alert.disposed": "is-ok" };

const kindWords = () => ({
  "alert.received": gettext("Received"), "alert.claimed": gettext("Claimed"), "alert.released": gettext("Released"), "alert.taken": gettext("Taken over"),
  "alert.contacted": gettext("Contact"), "alert.contact": gettext("Contact"), "alert.noted": gettext("Note"), "alert.note": gettext("Note"), "alert.disposed": gettext("Closed without a case"),
  "alert.handled": gettext("Handled"), "alert.handed_over": gettext("Hand-over offered"), "alert.handover_offered": gettext("Hand-over offered"), "alert.handover_accepted": gettext("Hand-over accepted"),
  "alert.case_opened": gettext("Case opened"), "alert.positioned": gettext("New position"), "alert.position": gettext("New position"), "alert.moved": gettext("New position"),
  "alert.cancel_requested": gettext("Cancel asked"), "alert.pressed_again": gettext("Pressed again"), "alert.unmasked": gettext("Identity shown"), "alert.claim_went_stale": gettext("Claim went stale"),
});

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
    const words = kindWords();
    const zone = zoneOf(card.post);
    this.box.replaceChildren(h("ol", { class: "timeline" }, items.toReversed().map((item) =>
      h("li", { class: LOOKS[item.kind] || "", data: { kind: item.kind } },
        h("span", { class: "what" }, words[item.kind] || item.kind.replace(/^alert\./, "").replaceAll("_", " ")),
        h("span", { class: "meta" }, h("time", { datetime: item.at, title: exactTime(item.at, zone) }, clockTime(Date.parse(item.at), zone, true)), item.actor ? ` · ${item.actor.name || item.actor}` : ""),
        item.text ? h("p", { class: "text" }, item.text) : null))));
  }
}
