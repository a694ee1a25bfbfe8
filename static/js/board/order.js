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

let lean = false;

/** On a lean board the better known sender comes before the higher priority: whoever floods can press as urgently as anyone. */
export function setLean(on) {
  lean = on;
}

/** `sort` "located": inside each group those whom nobody has located come first, the longest sought on top. */
export const entryOf = (card, me, sort = "") => ({
  id: card.id,
  group: groupOf(card, me),
  rank: sort === "located" ? (isUnlocated(card) ? -(card.locate?.hour || 0) : 1) : 0,
  drill: card.drill ? 1 : 0,
  priority: card.priority ?? 9,
  band: card.band ?? 1,
  at: Date.parse(card.received_at) || 0,
});

const byRisk = (a, b) => (lean ? a.band - b.band || a.priority - b.priority : a.priority - b.priority || a.band - b.band);

export function compare(a, b) {
  return a.group - b.group || a.rank - b.rank || a.drill - b.drill || byRisk(a, b) || (a.group === GROUPS.handled ? b.at - a.at : a.at - b.at) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

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
