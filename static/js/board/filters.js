/* What the officer wants to see, kept in the address so that it survives a reload and can be sent to a colleague. */

import { isInLane, isOpen, isOwed, isUnclaimed, isUnlocated } from "./store.js";
import { now } from "./clock.js";

const HOUR = 3600000;
const AGES = { "1h": [0, HOUR], "24h": [0, 24 * HOUR], old: [24 * HOUR, Infinity] };
const KEYS = ["who", "post", "state", "kind", "age", "located", "drill", "incident", "sort", "q"];

/** Letters without accents, lower case: "Ciudad Juárez" is found by "juarez". */
export const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

export class Filters {
  constructor(me, onChange) {
    this.me = me;
    this.onChange = onChange;
    this.read();
    window.addEventListener("popstate", () => {
      this.read();
      this.onChange();
    });
  }

  read() {
    const query = new URLSearchParams(location.search);
    this.values = Object.fromEntries(KEYS.map((key) => [key, query.get(key) || ""]));
    if (query.has("mine")) this.values.who = "mine";
    if (query.has("unclaimed")) this.values.who = "unclaimed";
  }

  set(key, value) {
    if (this.values[key] === value) return;
    this.values[key] = value;
    this.write();
  }

  clear() {
    for (const key of KEYS) this.values[key] = "";
    this.write();
  }

  write() {
    const query = new URLSearchParams(location.search);
    for (const name of [...KEYS, "mine", "unclaimed"]) query.delete(name);
    for (const name of KEYS) if (this.values[name]) query.set(name, this.values[name]);
    const text = query.toString();
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : "") + location.hash);
    this.onChange();
  }

  get active() {
    return KEYS.filter((key) => key !== "sort" && this.values[key]).length;
  }

  /** Asks for handled ones too: the queue then shows what this board saw being handled. */
  matches(card) {
    const { who, post, state, kind, age, located, drill, incident, q } = this.values;
    if (isInLane(card)) return false;
    if (state ? card.state !== state : !isOpen(card) && !isOwed(card, this.me)) return false;
    if (who === "mine" && card.owner?.id !== this.me) return false;
    if (who === "unclaimed" && !isUnclaimed(card)) return false;
    if (post && card.post !== post && !card.posts?.includes(post)) return false;
    if (kind && card.kind !== kind) return false;
    if (located && (located === "no") !== isUnlocated(card)) return false;
    if (drill && (drill === "only") !== Boolean(card.drill)) return false;
    if (incident && card.incident?.code !== incident) return false;
    if (age && !this.isOfAge(card, AGES[age])) return false;
    return !q || this.mentions(card, plain(q.trim()));
  }

  isOfAge(card, range) {
    if (!range) return true;
    const age = now() - Date.parse(card.received_at);
    return age >= range[0] && age < range[1];
  }

  mentions(card, words) {
    return plain(`${card.code} ${card.place || ""} ${card.case || ""} ${card.post} ${card.owner?.name || ""}`).includes(words);
  }
}
