/* What this board knows of incidents: their summaries by id, and the cards that belong to each. Knows no screen. */

import { isOpen, isUnclaimed } from "./store.js";

export class Incidents {
  constructor(store, posts) {
    Object.assign(this, { store, posts: new Set(posts) });
    this.known = new Map();
    this.listeners = [];
    store.incidents = this;
    store.listen(({ replaced, changes }) => (replaced || changes.some(({ before, after }) => before?.incident || after?.incident)) && this.tell(null));
  }

  /** listener({incident, event}): null when a snapshot came, or only member cards changed */
  listen(listener) {
    this.listeners.push(listener);
  }

  tell(event, incident = null) {
    for (const listener of this.listeners) listener({ incident, event });
  }

  get(id) {
    return this.known.get(id) || null;
  }

  /** A fresh snapshot names all that are open; what is not among them has been closed. */
  replace(list) {
    const fresh = new Map(list.map((incident) => [incident.id, incident]));
    for (const [id, incident] of this.known) if (fresh.has(id) && fresh.get(id).version < incident.version) fresh.set(id, incident);
    this.known = fresh;
  }

  /** An older version never rolls back a newer one. `event` is null for the answer to an action of ours. */
  accept(incident, event) {
    const known = this.get(incident.id);
    if (known && known.version > incident.version) return;
    this.known.set(incident.id, incident);
    this.tell(event, incident);
  }

  open() {
    return [...this.known.values()].filter((incident) => incident.state === "open");
  }

  byCode(code) {
    return [...this.known.values()].find((incident) => incident.code === code) || null;
  }

  of(card) {
    return card?.incident ? this.get(card.incident.id) : null;
  }

  members(id) {
    return [...this.store.cards.values()].filter((card) => card.incident?.id === id);
  }

  counts(id) {
    const members = this.members(id);
    return { open: members.filter(isOpen).length, unclaimed: members.filter(isUnclaimed).length };
  }

  /** Whether one of them should ring at this board: somebody in it waits, and nobody coordinates it yet. A drill never does: its alerts ring as drills. */
  rings() {
    return this.open().some((incident) => !incident.drill && !incident.coordinator && incident.posts.some((code) => this.posts.has(code)) && this.counts(incident.id).unclaimed > 0);
  }
}

/** "Raid near Adelanto, CA" */
export function incidentName(incident) {
  if (incident.drill) return incident.place ? interpolate(gettext("Drill of a raid near %s"), [incident.place]) : gettext("Drill of a raid");
  return incident.place ? interpolate(gettext("Raid near %s"), [incident.place]) : gettext("Raid");
}

/** "5 people · 2 unclaimed · coordinator Ana Beltrán" */
export function incidentFacts(incident, counts) {
  return [
    interpolate(ngettext("%s person", "%s people", incident.people), [incident.people]),
    counts.unclaimed ? interpolate(ngettext("%s alert unclaimed", "%s alerts unclaimed", counts.unclaimed), [counts.unclaimed]) : gettext("all claimed"),
    incident.coordinator ? interpolate(gettext("coordinator %s"), [incident.coordinator.name]) : gettext("no coordinator"),
  ].join(" · ");
}
