/* An alert in badges: who has it, its incident, and its marks, each with a word and most with a shape. */

import { badge } from "./dom.js";
import { isMock, markWord, shortMarkWord, stateWord } from "./format.js";
import { groupName } from "./order.js";
import { unlocatedWord } from "./person.js";

/** Long names are cut short before the marks beside them are. */
export function ownerBadge(card, me) {
  const node = stateBadge(groupName(card, me), stateWord(card, me), card, me);
  node.classList.add("badge-owner");
  return node;
}

function stateBadge(group, word, card, me) {
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

/* From the gravest to the least: where there is no room for all, the last are cut off. */
const MARK_LOOKS = {
  duress: ["badge-alarm-soft", "warning"], drill: ["badge-drill", ""], cancel_pending: ["badge-warn badge-struck", ""], welfare_due: ["badge-alarm-soft", "bell"], handover_overdue: ["badge-alarm-soft", "handover"],
  mock: ["badge-warn badge-mock", "pin"], unplaced: ["badge-warn", "pin-off"], stale_claim: ["badge-warn", "clock"], unlocated: ["badge-warn", "clock"], note_due: ["badge-warn", "note"],
};
const RANKS = Object.keys(MARK_LOOKS);
const rankOf = (mark) => (RANKS.includes(mark) ? RANKS.indexOf(mark) : RANKS.length);

export function marksOf(card) {
  const marks = new Set(card.marks);
  if (card.drill) marks.add("drill");
  if (isMock(card)) marks.add("mock");
  if (!card.location) marks.add("unplaced");
  if (card.locate?.hour) marks.add("unlocated");
  return [...marks].toSorted((a, b) => rankOf(a) - rankOf(b));
}

const wordOf = (card, mark) => (mark === "unlocated" ? unlocatedWord(card) : markWord(mark));

function markBadge(mark, word) {
  const [look, iconName] = MARK_LOOKS[mark] || ["badge-other", ""];
  return badge(look, word, iconName);
}

export const markBadges = (card) => marksOf(card).map((mark) => markBadge(mark, wordOf(card, mark)));

/** For a row of the queue: one mark in full, more of them in a word each. */
export function rowBadges(card) {
  const marks = marksOf(card);
  if (marks.length < 2) return markBadges(card);
  return marks.map((mark) => {
    const node = markBadge(mark, shortMarkWord(mark) || wordOf(card, mark));
    node.title = wordOf(card, mark);
    return node;
  });
}
