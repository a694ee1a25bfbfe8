/* The flood lane: what one sender sends on top of several open alerts waits there in groups, looked at and emptied by a person. */

import { openForm, openFrame } from "./dialogs.js";
import { h, icon, toast } from "./dom.js";
import { kindWord, nearWords, number, ticking } from "./format.js";

const NOTE_MOST = 4000;

const placeOf = (one) => nearWords(one) || gettext("Place unknown");
const sinceLast = (at) => ticking(h("time", { datetime: at }), "ago", at);

export class FloodLane {
  /** parts: {api, onSelect: f(alert id)} */
  constructor(parts) {
    Object.assign(this, parts);
  }

  async open() {
    const { items, groups = items.length, alerts } = await this.api.get("board/flood/");
    const body = h("div", { class: "dialog-body" },
      h("p", { class: "muted" }, gettext("These senders have several open alerts already; what they send on top waits here. Nothing is dropped.")),
      groups > items.length ? h("p", { class: "notice notice-warn", data: { testid: "flood-more" } }, interpolate(gettext("The %(shown)s largest of %(groups)s groups, %(alerts)s alerts in all."), { shown: number(items.length), groups: number(groups), alerts: number(alerts) }, true)) : null,
      items.length ? h("ul", { class: "flood-list" }, items.map((group) => this.row(group))) : h("p", {}, gettext("The flood lane is empty.")));
    this.dialog = openFrame("flood", gettext("Flood lane"), body);
  }

  row(group) {
    const button = (verb, word, act) => h("button", { type: "button", class: "btn btn-small", data: { verb: `flood-${verb}-${group.device}`, testid: `flood-${verb}` }, onclick: act }, word);
    const single = h("ul", { class: "flood-alerts", hidden: true });
    const row = h("li", { data: { testid: "flood-group" } },
      h("span", { class: "grow" }, h("span", { class: "code" }, group.code), " ", h("b", { class: "num" }, `× ${number(group.n)}`), h("br", {}),
        h("span", { class: "muted" }, placeOf(group), " · ", sinceLast(group.last_at))),
      h("span", { class: "flood-do" },
        button("look", gettext("Look at them"), () => this.look(group, single)),
        button("lift", gettext("Ring them"), () => this.lift(group, row)),
        button("close", gettext("All false alarms"), () => this.close(group, row))),
      single);
    return row;
  }

  /** One by one, where each can be claimed like any other. */
  async look(group, list) {
    if (!list.hidden) {
      list.hidden = true;
      return;
    }
    try {
      const { alerts } = await this.api.get(`board/flood/${group.device}/`);
      list.replaceChildren(...alerts.map((card) => this.alert(card)));
      list.hidden = false;
    } catch (error) {
      toast(error.message, "alarm");
    }
  }

  alert(card) {
    return h("li", {}, h("button", { type: "button", class: "btn btn-quiet btn-block", data: { testid: "flood-alert" }, onclick: () => this.choose(card) },
      icon(card.kind), h("span", { class: "code" }, card.code), h("span", { class: "grow truncate" }, `${kindWord(card.kind)} · ${placeOf(card)}`), sinceLast(card.received_at)));
  }

  choose(card) {
    this.dialog.close();
    this.onSelect(card.id);
  }

  async lift(group, row) {
    try {
      const { alerts } = await this.api.post(`board/flood/${group.device}/lift/`);
      this.say(row, gettext("%(code)s: %(n)s alerts ring now."), group, alerts);
    } catch (error) {
      toast(error.message, "alarm");
    }
  }

  /** So many people are declared safe at once: with the number in sight, and a word on why. */
  close(group, row) {
    openForm({
      name: "flood-close", key: `flood-close:${group.device}`, danger: true,
      title: interpolate(gettext("All false alarms · %s"), [group.code]),
      submit: interpolate(ngettext("Close %s alert", "Close %s alerts", group.n), [number(group.n)]),
      intro: interpolate(ngettext("%s alert of this sender is closed as a false alarm: the person counts as safe.", "%s alerts of this sender are closed as false alarms: the person counts as safe.", group.n), [number(group.n)]),
      fields: [{ name: "note", type: "textarea", label: gettext("How do you know?"), required: true, maxlength: NOTE_MOST, help: gettext("Kept in the timeline. No names or telephone numbers here.") }],
      send: async (values) => {
        const { alerts } = await this.api.post(`board/flood/${group.device}/close/`, values);
        this.say(row, gettext("%(code)s: %(n)s alerts closed."), group, alerts);
      },
    });
  }

  say(row, words, group, n) {
    row.replaceChildren(h("span", { class: "muted", role: "status" }, interpolate(words, { code: group.code, n: number(n) }, true)));
  }
}
