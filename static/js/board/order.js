/* Whose turn is next: unclaimed, then promises that are due, hand-overs offered to us, claims gone stale, mine, the others', handled; inside each real ones before drills, then by risk, then by waiting time. */

import { isOpen, isOwed, isUnlocated } from "./store.js";

export const GROUPS = { unclaimed: 0, due: 1, offered: 2, stale: 3, mine: 4, others: 5, handled: 6 };

export function groupOf(card, me) {
  if (isOpen(card) && !card.owner) return GROUPS.unclaimed;
  if (isOwed(card, me)) return GROUPS.due;
  if (!isOpen(card)) return GROUPS.handled;
  if (card.owner.id === me) return GROUPS.mine;
  if (card.allowed.includes("handover-accept")) return GROUPS.offered;
  return card.marks.includes("stale_claim") ? GROUPS.stale : GROUPS.others;
}

export const groupName = (card, me) => Object.keys(GROUPS)[groupOf(card, me)];

let lean = false;

/** On a lean board the better known sender comes before the higher priority: whoever floods can press as urgently as anyone. */
export function setLean(on) {
  lean = on;
}

export const isLean = () => lean;

const PASSED = [72, 48, 24, 1]; // hours of the locate clock
const FIRST_HOUR = PASSED.length;
const NO_CLOCK = FIRST_HOUR + 1;

function clockOf(card) {
  if (!card.locate) return NO_CLOCK;
  return card.locate.hour ? PASSED.indexOf(card.locate.hour) : FIRST_HOUR;
}

/** How the queue is laid out: in groups by whose turn it is, as one list by risk, or by the hours that somebody has been sought. */
const LAYOUTS = {
  turns: {
    group: groupOf,
    words: () => [gettext("Unclaimed"), gettext("Due now"), gettext("Offered to you"), gettext("Claims gone stale"), gettext("Mine"), gettext("With colleagues"), gettext("Handled")],
  },
  one: { group: () => 0, words: () => [] },
  clocks: {
    group: clockOf,
    words: () => [...PASSED.map((hour) => interpolate(gettext("Not located · %s h"), [hour])), gettext("Not located · first hour"), gettext("Not located · no clock")],
  },
};

export const layoutFor = (filters) => (filters.values.located === "no" ? "clocks" : lean ? "one" : "turns");

/** The headings of a layout, by group; none: the list has no headings. */
export const headings = (layout) => LAYOUTS[layout].words();

/** `sort` "located": inside each group those whom nobody has located come first, the longest sought on top. */
export const entryOf = (card, me, layout = "turns", sort = "") => ({
  id: card.id,
  group: LAYOUTS[layout].group(card, me),
  rank: sort === "located" ? (isUnlocated(card) ? -(card.locate?.hour || 0) : 1) : 0,
  drill: card.drill ? 1 : 0,
  priority: card.priority ?? 9,
  band: card.band ?? 1,
  turn: groupOf(card, me),
  at: Date.parse(card.received_at) || 0,
});

const byRisk = (a, b) => (lean ? a.band - b.band || a.priority - b.priority : a.priority - b.priority || a.band - b.band);
const byAge = (a, b) => (a.turn === GROUPS.handled ? b.at - a.at : a.at - b.at);

export function compare(a, b) {
  return a.group - b.group || a.rank - b.rank || a.drill - b.drill || byRisk(a, b) || a.turn - b.turn || byAge(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

const BEFORE_ALL = { rank: -Infinity, drill: -Infinity, priority: -Infinity, band: -Infinity, turn: -Infinity, at: -Infinity, id: "" };

/** Where an entry is, or would be put, in a sorted list. */
export function position(list, entry) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(list[middle], entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a group begins in a sorted list. */
export const startOf = (list, group) => position(list, { ...BEFORE_ALL, group });
