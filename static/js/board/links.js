/* Alerts that are, or may be, about the same person: why, and one key to link them. Hidden when there are none. */

import { h, icon, toast } from "./dom.js";
import { clockTime, dispositionWord, kindWord, zoneOf } from "./format.js";

const SETTLE = 300;
const AGAIN = 30000; // others arrive without a change of this card

const whyWords = () => ({ phone: gettext("same telephone"), device: gettext("same device or person"), near: gettext("near in place and time") });

export class Links {
  /** parts: {api, actions, onSelect: f(id)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.id = null;
    this.box = h("div", { data: { testid: "links" } });
    this.section = h("section", { class: "panel-part", hidden: true }, h("h3", {}, icon("layers"), gettext("Links")), this.box);
    setInterval(() => this.card && !document.hidden && this.read(this.card), AGAIN);
  }

  follow(card) {
    if (card.allowed.includes("handover-accept") && !card.allowed.includes("note")) {
      Object.assign(this, { id: null, card: null });
      this.section.hidden = true;
      return;
    }
    if (this.id !== card.id) {
      Object.assign(this, { id: card.id, shown: null });
      this.section.hidden = true;
    }
    this.card = card;
    if (this.shown === card.version) return;
    this.shown = card.version;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(card), SETTLE);
  }

  async read(card) {
    try {
      const links = await this.api.get(`alerts/${card.id}/links/`);
      if (this.id === card.id) this.draw(links);
    } catch {
      if (this.id === card.id) this.shown = null; // suggestions are help: without them the panel stands as it is
    }
  }

  draw({ duplicate_of: original, duplicates, maybe }) {
    const { card } = this;
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.verb : null;
    const best = card.state === "handled" ? null : maybe.find((link) => link.state !== "handled");
    this.section.hidden = !original && !duplicates.length && !maybe.length;
    const group = (title, links) => links.length && [h("h4", { class: "links-title" }, title), h("ul", { class: "links" }, links.map((link) => this.row(link, link === best)))];
    this.box.replaceChildren(...[
      group(gettext("It repeats"), original ? [original] : []),
      group(gettext("Repeated by"), duplicates),
      group(gettext("Maybe the same person"), maybe),
    ].flat().filter(Boolean));
    if (focused) this.box.querySelector(`[data-verb="${focused}"]`)?.focus();
  }

  row(link, isBest) {
    const state = link.state === "handled" ? dispositionWord(link.disposition) : link.owner || gettext("Unclaimed");
    const mayLink = link.why && link.state !== "handled" && this.card.state !== "handled";
    return h("li", { class: "link", data: { alertId: link.id } },
      h("button", { type: "button", class: "btn btn-quiet btn-small code", data: { verb: `open-${link.code}` }, onclick: () => this.onSelect(link.id) }, link.code),
      h("span", { class: "link-words small" }, `${kindWord(link.kind)} · ${clockTime(Date.parse(link.received_at), zoneOf(link.post))} · ${state}`,
        link.why ? h("span", { class: "muted" }, ` · ${link.why.map((why) => whyWords()[why] || why).join(", ")}`) : null),
      mayLink ? h("button", { type: "button", class: "btn btn-small", data: { verb: isBest ? "link" : `link-${link.code}`, testid: "link" }, "aria-keyshortcuts": isBest ? "D" : null, onclick: () => this.join(link) },
        h("span", {}, gettext("Duplicate")), isBest ? h("kbd", { "aria-hidden": "true" }, "D") : null) : null);
  }

  /** This alert is closed as a duplicate of the other one; the other goes on. */
  async join(link) {
    const { card } = this;
    if (!card.allowed.includes("dispose")) return toast(this.actions.whyNot("dispose", card), "warn");
    try {
      await this.actions.call("dispose", card, { disposition: "duplicate_of", duplicate_of: link.id });
      toast(interpolate(gettext("Closed as a duplicate of %s. “Unlink” opens it again."), [link.code]), "ok");
    } catch (error) {
      toast(error.said || error.message, "alarm");
    }
  }
}
