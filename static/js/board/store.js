/* What this board knows: cards by id, the newest version wins. Tells listeners what changed; knows no screen and no network. */

const HANDLED_KEPT = 200;

export const isOpen = (card) => card.state !== "handled";
export const isUnlocated = (card) => card.person_state === "unknown" || card.person_state === "detained_unconfirmed";
export const isUnclaimed = (card) => isOpen(card) && !card.owner;
/** In the flood lane it waits with others of its sender, counted in the bulletin, until somebody claims it or takes them out. */
export const isInLane = (card) => card.marks.includes("flood_lane") && isUnclaimed(card);

const HAVE_A_GROUP = new Set(["called", "handover_offered"]); // they ring, and stand among the unclaimed and the offered ones
const isDue = (card, me, reason) => !HAVE_A_GROUP.has(reason) && (reason !== "claim_stale" || card.owner?.id === me);
/** A promise rings for me, or I owe the note of an ending. */
export const isOwed = (card, me) => Boolean(card.rings?.some((reason) => isDue(card, me, reason))) || (card.marks.includes("note_due") && card.owner?.id === me);

const NOTHING = { open: 0, unclaimed: 0, mine: 0, unlocated: 0, drills: 0 };
const difference = (all, listed) => Object.fromEntries(Object.keys(listed).map((name) => [name, Math.max(0, (all[name] || 0) - listed[name])]));

export class Store {
  constructor(me) {
    this.me = me;
    this.cards = new Map();
    this.clusters = [];
    this.listeners = [];
    this.beyond = NOTHING;
    this.incidents = null; // an Incidents, when the page has one
  }

  /** listener({replaced: bool, beginning: bool, changes: [{before, after, event}]}) */
  listen(listener) {
    this.listeners.push(listener);
  }

  get(id) {
    return this.cards.get(id) || null;
  }

  /** What the page brought: the first of the queue, and how many there are. The first snapshot replaces it. */
  begin({ alerts, counts }) {
    this.cards = new Map(alerts.map((card) => [card.id, card]));
    this.beyond = difference(counts, this.counts());
    this.tell({ replaced: true, beginning: true, changes: [] });
  }

  /** A fresh snapshot is the whole truth at its sequence, except for what a later answer already told us. */
  replace(snapshot) {
    const fresh = new Map(snapshot.alerts.map((card) => [card.id, card]));
    for (const [id, card] of fresh) {
      const known = this.cards.get(id);
      if (known && known.version > card.version) fresh.set(id, known);
    }
    for (const [id, card] of this.cards) if (!fresh.has(id) && !isOpen(card)) fresh.set(id, card);
    this.cards = fresh;
    this.incidents?.replace(snapshot.incidents || []);
    this.clusters = snapshot.clusters || [];
    this.beyond = NOTHING;
    if (this.clusters.length) this.beyond = difference(snapshot.counts, this.counts());
    this.tell({ replaced: true, changes: [] });
  }

  /** Events in sequence; an older version never rolls back a newer one. */
  applyEvents(events) {
    const changes = [];
    for (const event of events) {
      if (event.incident) continue;
      const before = this.get(event.id);
      if (!event.alert) {
        if (before && event.kind === "alert.hidden" && this.cards.delete(event.id)) changes.push({ before, after: null, event });
      } else if (this.accept(event.alert)) {
        changes.push({ before, after: event.alert, event });
      }
    }
    if (changes.length) this.tell({ replaced: false, changes });
    for (const event of events) if (event.incident) this.incidents?.accept(event.incident, event); // after its members
  }

  /** A card that an action of ours answered with, or that was read again: what is allowed changes with time alone. */
  applyCard(card) {
    const before = this.get(card.id);
    if (before?.version === card.version && JSON.stringify(before) === JSON.stringify(card)) return;
    if (this.accept(card)) this.tell({ replaced: false, changes: [{ before, after: card, event: null }] });
  }

  forget(id) {
    const before = this.get(id);
    if (before && this.cards.delete(id)) this.tell({ replaced: false, changes: [{ before, after: null, event: null }] });
  }

  accept(card) {
    const known = this.cards.get(card.id);
    if (known && known.version > card.version) return false;
    this.cards.delete(card.id); // re-inserted at the end, so that the oldest handled ones are met first when pruning
    this.cards.set(card.id, card);
    if (!isOpen(card)) this.prune();
    return true;
  }

  prune() {
    let handled = 0;
    for (const card of this.cards.values()) if (!isOpen(card)) handled += 1;
    for (const [id, card] of this.cards) {
      if (handled <= HANDLED_KEPT) return;
      if (!isOpen(card)) {
        this.cards.delete(id);
        handled -= 1;
      }
    }
  }

  /** A card of those that were only counted until now. */
  adopt(card) {
    if (this.get(card.id)) return;
    this.beyond = difference(this.beyond, counted(NOTHING, [card], this.me));
    this.applyCard(card);
  }

  /** Open, unclaimed, mine, and not located, and drills apart; with what did not fit into the snapshot and is drawn as clusters. */
  counts() {
    return counted(this.beyond, this.cards.values(), this.me);
  }

  tell(change) {
    for (const listener of this.listeners) listener(change);
  }
}

function counted(from, cards, me) {
  const counts = { ...from };
  for (const card of cards) {
    if (!isOpen(card) || isInLane(card)) continue;
    if (card.drill) {
      counts.drills += 1;
      continue;
    }
    counts.open += 1;
    if (isUnlocated(card)) counts.unlocated += 1;
    if (!card.owner) counts.unclaimed += 1;
    else if (card.owner.id === me) counts.mine += 1;
  }
  return counts;
}
