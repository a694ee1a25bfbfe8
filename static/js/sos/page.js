/* Says on the page what is true now. All sentences stand in templates/alerts/sos.html; here is decided which of them are seen. */

import { isOpen, stateOf } from "./store.js";

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

/** facts: {hasKey, isOffered, keyIsWrong, alert, isUnsent, isTrying, isRefused, isStale, isTracked, hasPlace: true|false|null, allowed: true|false|null} */
export function paint(facts) {
  const seen = new Set([...ofPhone(facts), ...(facts.alert ? ofAlert(facts) : ["first", "may-ask"])]);
  for (const element of document.querySelectorAll("[data-show]")) {
    const isHidden = !seen.has(element.dataset.show);
    if (element.hidden !== isHidden) element.hidden = isHidden;
  }
  fill(facts.alert);
  document.body.dataset.sos = facts.hasKey ? (facts.alert ? standing(facts) : "ready") : "setup";
}

function ofPhone({ hasKey, isOffered, keyIsWrong, isRefused, allowed }) {
  return [
    hasKey ? "ready" : "setup",
    isOffered && "offered",
    keyIsWrong && "key-wrong",
    isRefused && "refused",
    hasKey && !navigator.onLine && "offline",
    allowed === true && "place-allowed",
    allowed === false && "place-refused",
  ];
}

function ofAlert(facts) {
  const { alert, isStale } = facts;
  const { stored } = alert;
  const state = stateOf(alert);
  const isPanic = alert.kind === "panic";
  return [
    "alert",
    standing(facts),
    isPanic && isOpen(alert) ? "again" : "first",
    alert.again_at && "pressed-again",
    !alert.cancelled_at && "officer-step",
    stored ? "has-stored" : "not-stored",
    stored?.drill && "drill",
    stored?.consulate.phone && "consulate-phone",
    ["claimed", "contacting"].includes(state) || (state === "handled" && alert.status?.claimed_at) ? "has-officer" : "no-officer",
    isPanic && isOpen(alert) ? "may-cancel" : "may-ask",
    !isOpen(alert) && "over",
    stored && isOpen(alert) && (isStale || !navigator.onLine) && "stale",
    ofPlace(facts),
  ];
}

/** That places arrive is said only while they do. */
function ofPlace({ alert, hasPlace, isTracked, isTrying }) {
  if (!isTracked || hasPlace === null) return null;
  if (!hasPlace) return "place-off";
  if (!alert.stored || !isTrying || !navigator.onLine) return null;
  return alert.cancelled_at ? "place-after-cancel" : "place-on";
}

/** The one headline: where the newest press is. */
function standing({ alert, isUnsent, isTrying }) {
  if (isUnsent || !alert.stored) return isTrying ? "sending" : "waiting";
  if (alert.cancelled_at) return "cancelled";
  const state = stateOf(alert);
  return state === "received" ? "stored" : state;
}

function fill(alert) {
  const consulate = alert?.stored?.consulate;
  const texts = { consulate: consulate?.name, phone: consulate?.phone, receipt: alert?.stored?.receipt };
  const times = { pressed_at: alert?.pressed_at, again_at: alert?.again_at, received_at: alert?.stored?.received_at, claimed_at: alert?.status?.claimed_at };
  for (const element of document.querySelectorAll("[data-fill]")) write(element, texts[element.dataset.fill] || "");
  for (const element of document.querySelectorAll("[data-time]")) {
    const time = times[element.dataset.time];
    element.dateTime = time || "";
    write(element, time ? spoken(new Date(time)) : "");
  }
  for (const element of document.querySelectorAll("[data-dial]")) element.href = `tel:${(consulate?.phone || "").replace(/[^0-9+]/g, "")}`;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function spoken(time) {
  return (time.toDateString() === new Date().toDateString() ? clock : day).format(time);
}
