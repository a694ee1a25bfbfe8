/* The controls of the filters: who, post, state, kind, age, drills, and the search. */

import { h } from "./dom.js";
import { kindWord } from "./format.js";

const debounce = (act, wait) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
};

export class FilterBar {
  /** parts: {filters, posts: [{code, name}], allPosts: {CODE: …}} */
  constructor({ filters, codes }) {
    this.filters = filters;
    this.search = document.getElementById("search");
    this.search.value = filters.values.q;
    this.search.addEventListener("input", debounce(() => filters.set("q", this.search.value.trim()), 120));
    this.buttons = [["", gettext("All")], ["unclaimed", gettext("Unclaimed")], ["mine", gettext("Mine")]].map(([who, word]) =>
      h("button", { type: "button", data: { who, testid: `filter-${who || "all"}` }, onclick: () => filters.set("who", who) }, word));
    document.getElementById("filter-who").append(...this.buttons);
    this.selects = Object.entries(this.options(codes)).map(([key, [word, options]]) => this.select(key, word, options));
    document.getElementById("filter-more").append(...this.selects, h("button", { type: "button", class: "btn btn-small", data: { testid: "filter-clear" }, onclick: () => filters.clear() }, gettext("Clear filters")));
    this.show();
  }

  options(codes) {
    return {
      post: [gettext("Post"), [["", gettext("Every post")], ...codes.map((code) => [code, code])]],
      kind: [gettext("Kind"), [["", gettext("Every kind")], ...["panic", "relative", "witness", "call", "orientation"].map((kind) => [kind, kindWord(kind)])]],
      state: [gettext("State"), [["", gettext("Open")], ["received", gettext("Received")], ["claimed", gettext("Claimed")], ["contacting", gettext("Contacting")], ["handled", gettext("Handled while this board was open")]]],
      age: [gettext("Age"), [["", gettext("Any age")], ["1h", gettext("Last hour")], ["24h", gettext("Last 24 hours")], ["old", gettext("Older than 24 hours")]]],
      located: [gettext("Located"), [["", gettext("Located or not")], ["no", gettext("Not located")], ["yes", gettext("Located")]]],
      sort: [gettext("Order"), [["", gettext("By urgency")], ["located", gettext("Not located first")]]],
      drill: [gettext("Drills"), [["", gettext("With drills")], ["hide", gettext("Without drills")], ["only", gettext("Only drills")]]],
    };
  }

  select(key, word, options) {
    const value = this.filters.values[key];
    if (value && !options.some(([code]) => code === value)) options.push([value, value]);
    const node = h("select", { id: `filter-${key}`, class: "input input-small", data: { testid: `filter-${key}` }, onchange: () => this.filters.set(key, node.value) }, options.map(([code, text]) => h("option", { value: code }, text)));
    node.dataset.key = key;
    return h("div", { class: "field filter-field" }, h("label", { for: `filter-${key}`, class: "small" }, word), node);
  }

  show() {
    const { values, active } = this.filters;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.who === values.who));
    for (const field of this.selects) field.querySelector("select").value = values[field.querySelector("select").dataset.key];
    if (document.activeElement !== this.search) this.search.value = values.q;
    const count = document.getElementById("filter-count");
    count.textContent = active || "";
    count.hidden = !active;
  }
}
