/* The list of alerts: sorted, filtered, and drawn only where it is looked at, so that 10,000 open alerts scroll like ten. */

import { badge, h, icon } from "./dom.js";
import { ago, kindWord, markWord, metres, number, stateWord, ticking, zoneOf } from "./format.js";
import { perFrame } from "./frame.js";
import { unlocatedWord } from "./person.js";
import { compare, entryOf, groupOf, GROUPS, position } from "./order.js";

const HEADER = 28;
const LEAN_ROW = 28; // one line: twenty of them on the first screen
const OVERSCAN = 6;
const ALL_UP_TO = 120; // rows: so many are simply all drawn
const NEW_FOR = 6000;
const PINNED = 20; // the latest arrivals, drawn in their place wherever that is, so that a jump to one is instant

const groupWords = () => [gettext("Unclaimed"), gettext("Due now"), gettext("Offered to you"), gettext("Claims gone stale"), gettext("Mine"), gettext("With colleagues"), gettext("Handled")];
export const groupName = (card, me) => Object.keys(GROUPS)[groupOf(card, me)];

export class Queue {
  /** parts: {box: scrolling listbox, store, filters, me, onSelect: f(id)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.entries = [];
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
    this.store.listen((change) => (change.replaced ? this.rebuild() : this.patch(change.changes)));
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

  rebuild() {
    this.entries = [];
    this.keys.clear();
    for (const card of this.store.cards.values()) if (this.filters.matches(card)) this.entries.push(entryOf(card, this.me, this.filters.values.sort));
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
        const entry = entryOf(after, this.me, this.filters.values.sort);
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
    const { lean, density } = document.documentElement.dataset;
    return lean === "yes" ? LEAN_ROW : density === "dense" ? 52 : 80;
  }

  /** [{group, start, count}] of the sorted list. */
  get sections() {
    const sections = [];
    for (let start = 0; start < this.entries.length; ) {
      const group = this.entries[start].group;
      const end = position(this.entries, { group: group + 1, rank: -Infinity, drill: -Infinity, priority: -Infinity, band: -Infinity, at: -Infinity, id: "" });
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
    let index = 0;
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
    if (!node || node.card !== card || node.seenBy !== this.seenBy(id)) {
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
    node.classList.toggle("is-new", (this.fresh.get(id) || 0) > performance.now());
    return id;
  }

  placeHeaders() {
    this.headers ??= groupWords().map((word) => {
      const node = h("div", { class: "queue-group", role: "presentation" }, h("span", {}, word), h("span", { class: "count" }));
      this.canvas.append(node);
      return node;
    });
    const shown = new Map(this.sections.map((section) => [section.group, section]));
    this.headers.forEach((node, group) => {
      const section = shown.get(group);
      node.hidden = !section;
      if (!section) return;
      node.style.transform = `translateY(${this.top(section.start) - HEADER}px)`;
      node.lastChild.textContent = number(section.count);
    });
  }

  row(card) {
    const zone = zoneOf(card.post);
    const names = this.seenBy(card.id);
    const node = h(
      "div",
      {
        class: `queue-row is-${groupName(card, this.me)}`, role: "option", id: `row-${card.id}`,
        data: { alertId: card.id, state: card.state, kind: card.kind, testid: "queue-row", marks: card.marks.join(" ") },
      },
      h("span", { class: `kind kind-${card.kind}`, title: kindWord(card.kind) }, icon(card.kind)),
      h("span", { class: "line line-1" },
        h("span", { class: "code" }, card.code), names ? h("span", { class: "seen-by", title: interpolate(gettext("Looking at this: %s"), [names]) }, icon("eye")) : null, h("span", { class: "muted kind-word" }, kindWord(card.kind)),
        ticking(h("time", { class: "age num", datetime: card.received_at }), "since", card.received_at, zone)),
      h("span", { class: "line line-2 truncate", title: card.place }, card.place || gettext("Place unknown")),
      h("span", { class: "line line-3" }, ownerBadge(card, this.me), incidentBadge(card), ...markBadges(card), fix(card, zone)),
    );
    node.card = card;
    node.seenBy = names;
    return node;
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

export function ownerBadge(card, me) {
  const group = groupName(card, me);
  const word = stateWord(card, me);
  if (group === "unclaimed") return badge("badge-alarm", word, "bell");
  if (group === "mine" || (group === "due" && card.owner?.id === me)) return badge("badge-mine", word, "user");
  if (group === "offered") return badge("badge-mine-soft", interpolate(gettext("Offered by %s"), [word]), "handover");
  if (group === "handled") return badge("badge-done", word, "check");
  return badge("badge-other", word, "user");
}

export function incidentBadge(card) {
  if (!card.incident) return null;
  const node = badge("badge-incident", card.incident.code, "incident");
  node.title = gettext("Part of an incident");
  return node;
}

export function markBadges(card) {
  const looks = { duress: ["badge-alarm-soft", "warning"], cancel_pending: ["badge-warn badge-struck", ""], unlocated: ["badge-warn", "clock"], unplaced: ["badge-warn", "pin-off"], stale_claim: ["badge-warn", "clock"], drill: ["badge-drill", ""],
    welfare_due: ["badge-alarm-soft", "bell"], handover_overdue: ["badge-alarm-soft", "handover"], note_due: ["badge-warn", "note"] };
  const marks = new Set(card.marks);
  if (card.drill) marks.add("drill");
  if (!card.location) marks.add("unplaced");
  if (card.locate?.hour) marks.add("unlocated");
  return [...marks].map((mark) => badge(looks[mark]?.[0] || "badge-other", mark === "unlocated" ? unlocatedWord(card) : markWord(mark), looks[mark]?.[1] || ""));
}

function fix(card, zone) {
  if (!card.location) return null;
  const node = h("span", { class: "fix muted" });
  if (card.location.accuracy_m !== null && card.location.accuracy_m !== undefined) node.append(`±\u00a0${metres(card.location.accuracy_m)}`);
  if (card.location.fixed_at) node.append(node.textContent ? ", " : "", ticking(h("time", { datetime: card.location.fixed_at }, ago(card.location.fixed_at)), "ago", card.location.fixed_at, zone));
  return node;
}
