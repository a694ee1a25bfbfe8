/* What this board knows: cards by id, the newest version wins. Tells listeners what changed; knows no screen and no network. */

const HANDLED_KEPT = 200;

export const isOpen = (card) => card.state !== "handled";
export const isUnlocated = (card) => card.person_state === "unknown" || card.person_state === "detained_unconfirmed";
/** A promise rings for me, or I owe the note of an ending. */
export const isOwed = (card, me) => Boolean(card.rings?.length) || (card.marks.includes("note_due") && card.owner?.id === me);
export const isUnclaimed = (card) => isOpen(card) && !card.owner;

const difference = (all, listed) => Object.fromEntries(Object.keys(listed).map((name) => [name, Math.max(0, (all[name] || 0) - listed[name])]));

export class Store {
  constructor(me) {
    this.me = me;
    this.cards = new Map();
    this.clusters = [];
    this.listeners = [];
    this.beyond = { open: 0, unclaimed: 0, mine: 0, unlocated: 0 };
    this.incidents = null; // an Incidents, when the page has one
  }

  /** listener({replaced: bool, changes: [{before, after, event}]}) */
  listen(listener) {
    this.listeners.push(listener);
  }

  get(id) {
    return this.cards.get(id) || null;
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
    this.beyond = { open: 0, unclaimed: 0, mine: 0, unlocated: 0 };
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

  /** A card that an action of ours answered with. */
  applyCard(card) {
    const before = this.get(card.id);
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

  /** Open, unclaimed, mine, and not located; with what did not fit into the snapshot and is drawn as clusters. */
  counts() {
    const counts = { ...this.beyond };
    for (const card of this.cards.values()) {
      if (!isOpen(card)) continue;
      counts.open += 1;
      if (isUnlocated(card)) counts.unlocated += 1;
      if (!card.owner) counts.unclaimed += 1;
      else if (card.owner.id === this.me) counts.mine += 1;
    }
    return counts;
  }

  tell(change) {
    for (const listener of this.listeners) listener(change);
  }
}
