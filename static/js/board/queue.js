/* The list of alerts: sorted, filtered, and drawn only where it is looked at, so that 10,000 open alerts scroll like ten. */

import { incidentBadge, marksOf, ownerBadge, rowBadges } from "./badges.js";
import { h, icon } from "./dom.js";
import { ago, kindWord, markWord, metres, nearWords, number, placeWords, shortMarkWord, stateWord, ticking, titleWord, zoneOf } from "./format.js";
import { perFrame } from "./frame.js";
import { untilWord } from "./person.js";
import { compare, entryOf, groupName, headings, isLean, layoutFor, position, startOf } from "./order.js";

const HEADER = 28;
const LEAN_ROW = 28; // one line: twenty of them on the first screen
const OVERSCAN = 6;
const ALL_UP_TO = 120; // rows: so many are simply all drawn
const NEW_FOR = 6000;
const PINNED = 20; // the latest arrivals, drawn in their place wherever that is, so that a jump to one is instant

export class Queue {
  /** parts: {box: scrolling listbox, store, filters, me, onSelect: f(id)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.entries = [];
    this.layout = layoutFor(this.filters);
    this.headers = [];
    this.keys = new Map();
    this.nodes = new Map();
    this.fresh = new Map();
    this.selected = null;
    this.looking = new Map();
    this.scroll = 0; // kept here, because asking the browser forces a layout
    this.height = 0;
    this.canvas = h("div", { class: "queue-canvas", role: "presentation" });
    this.box.replaceChildren(this.canvas);
    this.redraw = perFrame(() => this.draw());
    this.box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.box.addEventListener("click", (event) => this.clicked(event));
    new ResizeObserver(() => this.measure()).observe(this.box);
    this.store.listen((change) => (change.beginning ? this.begin() : change.replaced ? this.rebuild() : this.patch(change.changes)));
  }

  scrolled() {
    this.scroll = this.box.scrollTop;
    this.draw();
  }

  measure() {
    this.height = this.box.clientHeight;
    this.redraw();
  }

  scrollTo(y) {
    const most = this.entries.length * this.rowHeight + this.sections.length * HEADER - this.height;
    this.scroll = Math.max(0, Math.min(most, y));
    this.resize();
    this.box.scrollTop = this.scroll;
  }

  clicked(event) {
    const row = event.target.closest("[data-alert-id]");
    if (row) this.onSelect(row.dataset.alertId);
  }

  /* ---- what is in the list ---- */

  entry(card) {
    return entryOf(card, this.me, this.layout, this.filters.values.sort);
  }

  /** The first rows are in the very first picture of the page: they do not wait for a frame, nor to be told how high the list is. */
  begin() {
    this.height = this.box.clientHeight;
    this.rebuild();
    this.draw();
  }

  rebuild() {
    this.entries = [];
    this.keys.clear();
    this.layout = layoutFor(this.filters);
    for (const card of this.store.cards.values()) if (this.filters.matches(card)) this.entries.push(this.entry(card));
    this.entries.sort(compare);
    for (const entry of this.entries) this.keys.set(entry.id, entry);
    this.redraw();
  }

  patch(changes) {
    const anchor = this.anchor();
    for (const { before, after, event } of changes) {
      const id = (after || before).id;
      this.remove(id);
      if (after && this.filters.matches(after)) {
        const entry = this.entry(after);
        this.entries.splice(position(this.entries, entry), 0, entry);
        this.keys.set(id, entry);
      }
      if (!before && event && after) this.fresh.set(id, performance.now() + NEW_FOR);
      if (this.fresh.size > PINNED) this.fresh.delete(this.fresh.keys().next().value);
    }
    this.restore(anchor);
    this.redraw();
  }

  remove(id) {
    const known = this.keys.get(id);
    if (!known) return;
    this.entries.splice(position(this.entries, known), 1);
    this.keys.delete(id);
  }

  /** What arrives above must not push what is being read: the first row in view stays where it is. */
  anchor() {
    if (this.scroll < HEADER) return null;
    const index = this.indexAt(this.scroll);
    return this.entries[index] && { entry: this.entries[index], offset: this.scroll - this.top(index) };
  }

  restore(anchor) {
    if (!anchor) return;
    const wanted = this.top(position(this.entries, anchor.entry)) + anchor.offset;
    if (wanted !== this.scroll) this.scrollTo(wanted);
  }

  /* ---- where things are ---- */

  get rowHeight() {
    if (isLean()) return LEAN_ROW;
    return document.documentElement.dataset.density === "dense" ? 52 : 80;
  }

  /** [{group, start, count}] of the sorted list, as far as they have headings. */
  get sections() {
    const sections = [];
    if (this.layout === "one") return sections;
    for (let start = 0; start < this.entries.length; ) {
      const group = this.entries[start].group;
      const end = startOf(this.entries, group + 1);
      sections.push({ group, start, count: end - start });
      start = end;
    }
    return sections;
  }

  top(index) {
    const above = this.sections.filter((section) => section.start <= index).length;
    return index * this.rowHeight + above * HEADER;
  }

  indexAt(y) {
    let headers = 0;
    let index = Math.floor(y / this.rowHeight);
    for (const section of this.sections) {
      headers += 1;
      index = Math.floor((y - headers * HEADER) / this.rowHeight);
      if (index < section.start + section.count) return Math.max(section.start, index);
    }
    return Math.max(0, Math.min(this.entries.length - 1, index));
  }

  resize() {
    const height = `${this.entries.length * this.rowHeight + this.sections.length * HEADER}px`;
    if (this.canvas.style.height !== height) this.canvas.style.height = height;
  }

  /* ---- drawing ---- */

  draw() {
    if (!this.height) return;
    this.resize();
    const wanted = new Set();
    for (const index of this.wanted()) wanted.add(this.place(index));
    for (const [id, node] of this.nodes) {
      if (wanted.has(id)) continue;
      node.remove();
      this.nodes.delete(id);
    }
    this.placeHeaders();
    if (this.nodes.has(this.selected)) this.box.setAttribute("aria-activedescendant", `row-${this.selected}`);
    else this.box.removeAttribute("aria-activedescendant");
    this.onDrawn?.();
  }

  /** Which rows to draw: all of a short list; of a long one what is in sight, the selected and the latest. */
  wanted() {
    const all = this.entries.length <= ALL_UP_TO;
    const from = all ? 0 : Math.max(0, this.indexAt(this.scroll) - OVERSCAN);
    const to = all ? this.entries.length : Math.min(this.entries.length, this.indexAt(this.scroll + this.height) + OVERSCAN + 1);
    const indexes = new Set();
    for (let index = from; index < to; index += 1) indexes.add(index);
    for (const id of [this.selected, ...this.fresh.keys()]) if (this.keys.has(id)) indexes.add(position(this.entries, this.keys.get(id)));
    return indexes;
  }

  place(index) {
    const { id } = this.entries[index];
    const card = this.store.get(id);
    let node = this.nodes.get(id);
    if (!node || node.card !== card || node.seenBy !== this.seenBy(id) || node.look !== this.look) {
      const next = this.row(card);
      if (node) node.replaceWith(next);
      else this.canvas.append(next);
      node = next;
      this.nodes.set(id, node);
    }
    node.style.transform = `translateY(${this.top(index)}px)`;
    node.setAttribute("aria-posinset", index + 1);
    node.setAttribute("aria-setsize", this.entries.length);
    node.setAttribute("aria-selected", String(id === this.selected));
    node.classList.toggle("is-new", !isLean() && (this.fresh.get(id) || 0) > performance.now());
    return id;
  }

  makeHeaders() {
    for (const node of this.headers) node.remove();
    this.headers = headings(this.layout).map((word) => h("div", { class: "queue-group", role: "presentation" }, h("span", {}, word), h("span", { class: "count" })));
    this.headersOf = this.layout;
    this.canvas.append(...this.headers);
  }

  placeHeaders() {
    if (this.headersOf !== this.layout) this.makeHeaders();
    const shown = new Map(this.sections.map((section) => [section.group, section]));
    this.headers.forEach((node, group) => {
      const section = shown.get(group);
      node.hidden = !section;
      if (!section) return;
      node.style.transform = `translateY(${this.top(section.start) - HEADER}px)`;
      node.lastChild.textContent = number(section.count);
    });
  }

  /** What beside the card decides how a row is drawn. */
  get look() {
    return `${isLean()} ${this.layout}`;
  }

  row(card) {
    const node = h("div", {
      class: `queue-row is-${groupName(card, this.me)}`, role: "option", id: `row-${card.id}`,
      data: { alertId: card.id, state: card.state, kind: card.kind, testid: "queue-row", marks: marksOf(card).join(" ") },
    }, h("span", { class: `kind kind-${card.kind}`, title: kindWord(card.kind) }, icon(card.kind)), isLean() ? this.oneLine(card) : this.lines(card));
    return Object.assign(node, { card, seenBy: this.seenBy(card.id), look: this.look });
  }

  lines(card) {
    const zone = zoneOf(card.post);
    const names = this.seenBy(card.id);
    const place = placeWords(card);
    const sought = this.layout === "clocks" && untilWord(card);
    return [
      h("span", { class: "line line-1" },
        h("span", { class: "code" }, card.code), names ? h("span", { class: "seen-by", title: interpolate(gettext("Looking at this: %s"), [names]) }, icon("eye")) : null, h("span", { class: "muted kind-word" }, kindWord(card.kind)),
        ticking(h("time", { class: "age num", datetime: card.received_at }), "since", card.received_at, zone)),
      h("span", { class: "line line-2 truncate", title: place }, sought && [sought, " · "], place),
      h("span", { class: "line line-3" }, ownerBadge(card, this.me), incidentBadge(card), ...rowBadges(card), fix(card, zone)),
    ];
  }

  /** In a flood: who has it and what must not be overlooked, in a word each; the whole words for ears. */
  oneLine(card) {
    const state = stateWord(card, this.me);
    return [
      h("span", { class: "code" }, card.code),
      h("span", { class: "visually-hidden" }, titleWord(card)),
      h("span", { class: "lean-words" }, marksOf(card).filter(shortMarkWord).map((mark) => h("span", { class: `lean-word lean-${mark}`, title: markWord(mark) }, h("span", { "aria-hidden": "true" }, shortMarkWord(mark)), h("span", { class: "visually-hidden" }, markWord(mark))))),
      h("span", { class: "line-2 truncate", title: placeWords(card) }, nearWords(card) || gettext("Place unknown")),
      h("span", { class: card.owner ? "lean-owner truncate" : "visually-hidden", title: state }, state),
      ticking(h("time", { class: "age num", datetime: card.received_at }), "since", card.received_at, zoneOf(card.post)),
    ];
  }

  /** Who else has an alert open: Map of id to names. */
  setLooking(looking) {
    this.looking = looking;
    this.redraw();
  }

  seenBy(id) {
    return this.looking.get(id)?.join(", ") || "";
  }

  /* ---- selection ---- */

  select(id) {
    this.selected = id;
    const entry = this.keys.get(id);
    if (entry) this.reveal(position(this.entries, entry));
    this.redraw();
  }

  reveal(index) {
    const top = this.top(index);
    if (top - HEADER < this.scroll) this.scrollTo(top - HEADER);
    else if (top + this.rowHeight > this.scroll + this.height) this.scrollTo(top + this.rowHeight - this.height);
  }

  /** The id `step` rows from the selected one; with nothing selected, the first. */
  neighbour(step) {
    if (!this.entries.length) return null;
    const entry = this.keys.get(this.selected);
    if (!entry) return this.entries[0].id;
    const at = position(this.entries, entry) + step;
    return this.entries[Math.max(0, Math.min(this.entries.length - 1, at))].id;
  }

  isInView(id) {
    const entry = this.keys.get(id);
    if (!entry) return false;
    const top = this.top(position(this.entries, entry));
    return top >= this.scroll - 1 && top + this.rowHeight <= this.scroll + this.height + 1;
  }
}

function fix(card, zone) {
  if (!card.location) return null;
  const node = h("span", { class: "fix muted" });
  if (card.location.accuracy_m !== null && card.location.accuracy_m !== undefined) node.append(`±\u00a0${metres(card.location.accuracy_m)}`);
  if (card.location.fixed_at) node.append(node.textContent ? ", " : "", ticking(h("time", { datetime: card.location.fixed_at }, ago(card.location.fixed_at)), "ago", card.location.fixed_at, zone));
  return node;
}
