/* Presses and places on their way out: written down first, sent until the server says that it has them. */

import { post } from "./api.js";
import { within } from "./place.js";
import * as store from "./store.js";

const PLACE_WITHIN = 2000;
const AGAIN_WITHIN = 6 * 3600 * 1000;
const FIXES_AT_ONCE = 100;
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds

export class Outbox {
  /** `changed()` is called whenever what the page says may have become untrue. */
  constructor(changed) {
    this.changed = changed;
    this.failures = 0;
    this.isRefused = false;
    this.isBusy = false;
    this.isAskedAgain = false;
  }

  /** Takes a press: kept at once, sent with its place if that comes in time. `place` is a promise of a fix or null. */
  async press({ kind, message = "", place }) {
    const press = { n: crypto.randomUUID(), id: idFor(kind), kind, message, pressed_at: new Date().toISOString() };
    store.addPress(press);
    show(press);
    this.changed();
    place.then((fix) => fix && kind === "panic" && store.addFix(press.id, fix));
    const [location, battery] = await Promise.all([within(PLACE_WITHIN, place), within(PLACE_WITHIN, batteryLevel())]);
    store.finishPress(press.n, written(press, location, battery));
    this.failures = 0;
    await this.flush();
  }

  /** Sends without waiting for a place any longer: the page was opened again, or is being left. */
  hurry() {
    for (const press of store.presses()) if (!press.text) store.finishPress(press.n, written(press, null, null));
    return this.flush();
  }

  async flush() {
    this.isAskedAgain = this.isBusy;
    if (this.isBusy || !store.key()) return;
    this.isBusy = true;
    clearTimeout(this.timer);
    try {
      await this.sendPresses();
      await this.sendFixes();
      this.failures = 0;
      this.isRefused = false;
    } catch (error) {
      this.isRefused = error.isRefusal === true;
      this.retryIn(Math.max(error.wait || 0, PAUSES[Math.min(this.failures, PAUSES.length - 1)]));
      this.failures += 1;
    }
    this.isBusy = false;
    this.changed();
    if (this.isAskedAgain) await this.flush();
  }

  retryIn(seconds) {
    this.timer = setTimeout(() => this.flush(), seconds * 1000 * (0.8 + 0.4 * Math.random()));
  }

  async sendPresses() {
    for (const { n, id, text } of store.presses().filter((press) => press.text)) {
      const answer = await post("", text);
      store.dropPress(n);
      store.amendAlert(id, { stored: answer });
      this.changed();
    }
  }

  async sendFixes() {
    const waiting = store.fixes();
    for (const id of new Set(waiting.map((one) => one.id))) {
      const batch = waiting.filter((one) => one.id === id).slice(0, FIXES_AT_ONCE);
      await post(`${id}/positions/`, JSON.stringify({ sent_at: new Date().toISOString(), positions: batch.map((one) => one.fix) }));
      store.dropFixes(batch);
    }
  }
}

/** An open alert is pressed again: the same id with other content raises its urgency. Anything else is a new alert. */
function idFor(kind) {
  const known = store.alert();
  const isSame = kind === "panic" && known?.kind === "panic" && store.isOpen(known) && Date.now() - Date.parse(known.pressed_at) < AGAIN_WITHIN;
  return isSame ? known.id : crypto.randomUUID();
}

function show({ id, kind, pressed_at }) {
  const known = store.alert();
  store.setAlert(known?.id === id ? { ...known, again_at: pressed_at } : { id, kind, pressed_at });
}

function written({ id, kind, message, pressed_at }, location, battery) {
  const language = document.documentElement.lang;
  return JSON.stringify({ id, kind, pressed_at, language, ...(message && { message }), ...(location && { location }), ...(battery !== null && { battery }) });
}

/** Whole per cent, or null: the intake reads 1 as one per cent. */
async function batteryLevel() {
  try {
    return Math.round((await navigator.getBattery()).level * 100);
  } catch {
    return null;
  }
}
