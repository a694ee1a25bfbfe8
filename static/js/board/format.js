/* Numbers, times and codes into the reader's words, and the one ticker that keeps ages moving. */

import { now } from "./clock.js";

const config = JSON.parse(document.getElementById("board-config").textContent);
const language = config.language || document.documentElement.lang || "en";
const zones = new Map(Object.entries(config.all_posts).map(([code, post]) => [code, post.timezone]));

const homeZone = zones.get(config.posts[0]?.code) || Intl.DateTimeFormat().resolvedOptions().timeZone;

const count = new Intl.NumberFormat(language);
const clocks = new Map();

export const number = (value) => count.format(value);

function formatter(options, timeZone) {
  const key = JSON.stringify([options, timeZone]);
  if (!clocks.has(key)) clocks.set(key, new Intl.DateTimeFormat(language, { ...options, timeZone, hourCycle: "h23" }));
  return clocks.get(key);
}

export const zoneOf = (post) => zones.get(post) || homeZone;

/** "03:12" in a zone. */
export const clockTime = (at, zone = homeZone, seconds = false) =>
  formatter({ hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) }, zone).format(at);

/** "Nov 23, 2026, 03:12:09 PST" in a zone, for titles. */
export const exactTime = (at, zone = homeZone) =>
  formatter({ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" }, zone).format(new Date(at));

/** "0:42", "12:09", "2 h 05 min", "3 d 4 h": since a moment, never negative. */
export function since(at) {
  const seconds = Math.max(0, Math.floor((now() - Date.parse(at)) / 1000));
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 48 * 60) return interpolate(gettext("%(h)s h %(m)s min"), { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") }, true);
  const hours = Math.floor(minutes / 60);
  return interpolate(gettext("%(d)s d %(h)s h"), { d: Math.floor(hours / 24), h: hours % 24 }, true);
}

/** "just now", "40 s ago", "12 min ago", "3 h ago", "2 d ago". */
export function ago(at) {
  const seconds = Math.max(0, Math.floor((now() - Date.parse(at)) / 1000));
  if (seconds < 5) return gettext("just now");
  if (seconds < 60) return interpolate(gettext("%s s ago"), [seconds]);
  if (seconds < 3600) return interpolate(gettext("%s min ago"), [Math.floor(seconds / 60)]);
  if (seconds < 48 * 3600) return interpolate(gettext("%s h ago"), [Math.floor(seconds / 3600)]);
  return interpolate(gettext("%s d ago"), [Math.floor(seconds / 86400)]);
}

export function metres(value) {
  if (value < 1000) return `${number(Math.round(value))}\u00a0m`;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10000 ? 1 : 0 }).format(value / 1000)}\u00a0km`;
}

const BY_DISTRICT = new Set(["district", "shared"]);

/** "near Adelanto, CA · LAX district": the place in words, and the post; its district where the place decided. */
export function placeWords(card) {
  const post = BY_DISTRICT.has(card.routed) ? interpolate(gettext("%s district"), [card.post]) : card.post;
  return `${nearWords(card) || gettext("Place unknown")} · ${post}`;
}

/** "near Adelanto, CA", or nothing. */
export const nearWords = (card) => (card.place ? interpolate(gettext("near %s"), [card.place]) : "");

/** Why this post has it; nothing for who may not know. */
export function routedWord(code) {
  return {
    district: gettext("the place lies in its district"), shared: gettext("the circle lies in more than one district: it is on each of their boards"),
    nearest: gettext("the place lies in no district, and this post is the nearest"), home_post: gettext("no place decided: it is the post of this telephone"),
    call_centre: gettext("no place decided: it went to the 24-hour centre"), hand_over: gettext("another post handed it over"), replay: gettext("the district has changed since it came"),
  }[code] || "";
}

export const isMock = (card) => card.location?.source === "mock";

export const coordinates = (location) => `${location.lat.toFixed(location.precision === "1km" ? 2 : 5)}, ${location.lng.toFixed(location.precision === "1km" ? 2 : 5)}`;

/** "0:42", "12:09", "2 h 05 min": until a moment; "now" when it has come. */
export function until(at) {
  const seconds = Math.ceil((Date.parse(at) - now()) / 1000);
  if (seconds <= 0) return gettext("now");
  if (seconds >= 3600) return interpolate(gettext("%(h)s h %(m)s min"), { h: Math.floor(seconds / 3600), m: String(Math.floor(seconds / 60) % 60).padStart(2, "0") }, true);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const TICKS = { since, ago, until };

/** Marks a node so that its text follows the time: form "since", "ago" or "until". */
export function ticking(node, form, at, zone) {
  node.dataset.tick = form;
  node.dataset.at = at;
  node.textContent = TICKS[form](at);
  if (node.title !== undefined) node.title = exactTime(at, zone);
  return node;
}

export function tick() {
  for (const node of document.querySelectorAll("[data-tick]")) {
    const text = TICKS[node.dataset.tick](node.dataset.at);
    if (node.textContent !== text) node.textContent = text;
  }
}

/* ---- codes in words. Functions, because the catalogue may load after the module. ---- */

export function kindWord(kind) {
  return {
    panic: gettext("Panic"), relative: gettext("Relative"), witness: gettext("Witness"),
    call: gettext("Call"), orientation: gettext("Orientation"),
  }[kind] || kind;
}

export function dispositionWord(code) {
  return {
    case_opened: gettext("Case opened"), orientation_given: gettext("Orientation given"), false_alarm: gettext("False alarm"),
    duplicate_of: gettext("Duplicate"), cancelled_confirmed: gettext("Cancel confirmed"), no_contact: gettext("No contact"),
  }[code] || code;
}

export function personWord(code) {
  const words = {
    unknown: gettext("Whereabouts unknown"), safe_confirmed: gettext("Safe, confirmed"), detained_unconfirmed: gettext("Detained, unconfirmed"),
    detained_confirmed: gettext("Detained, confirmed"), transferred: gettext("Transferred"), released: gettext("Released"), removed: gettext("Removed"),
  };
  return words[String(code).split("(")[0]] || code;
}

/** Whom a step of the escalation rings. */
export function stepWord(code) {
  return {
    duty: gettext("officers on duty"), post: gettext("the whole post"), neighbours: gettext("neighbouring posts and the fallback"), fallback: gettext("the fallback post"), call_centre: gettext("the 24-hour centre"), supervisors: gettext("supervisors"),
  }[code] || code;
}

export function markWord(code) {
  return {
    cancel_pending: gettext("Cancel asked"), duress: gettext("Under duress"), stale_claim: gettext("Claim went stale"), unlocated: gettext("Not located"), unplaced: gettext("No position"),
    drill: gettext("Drill"), flood_lane: gettext("Flood lane"), unreadable: gettext("Unreadable"), mock: gettext("Simulated position"),
    called: gettext("Your post is called"), claim_stale: gettext("Its owner is silent"), handover_offered: gettext("Hand-over offered"),
    welfare_due: gettext("Look again now"), handover_overdue: gettext("Hand-over not answered"), note_due: gettext("Note due"),
  }[code] || code;
}

/** The same in a word, where there is room for no more. */
export function shortMarkWord(code) {
  return { cancel_pending: gettext("Cancel"), duress: gettext("Duress"), stale_claim: gettext("Stale"), drill: gettext("Drill"), mock: gettext("Simulated"), welfare_due: gettext("Look again"), handover_overdue: gettext("Hand-over") }[code] || "";
}

/** How well the sender is known. It sorts the queue and hides nothing. */
export function bandWord(band) {
  return [gettext("Known sender"), gettext("Sender"), gettext("New device"), gettext("Doubtful sender")][band];
}

export function problemWord(code) {
  return {
    unreadable: gettext("The message could not be read; it was kept as it came."),
    too_large: gettext("The message was too large; its first 64 KiB were kept."),
    unknown_fields: gettext("It had fields that this service does not know; they were kept as they came."),
    location_unreadable: gettext("The position could not be read and was not used."),
    location_out_of_range: gettext("The position was impossible and was not used."),
    location_null_island: gettext("The position was 0, 0, as phones send without a fix; it was not used."),
    accuracy_unreadable: gettext("The accuracy of the position could not be read."),
    time_unreadable: gettext("A time could not be read; the time of arrival is used."),
    clock_off: gettext("The sender's clock is off; the time of arrival is used."),
    fix_source_unknown: gettext("The source of the position is not known."),
    id_missing: gettext("It came without an id; one was derived."),
    id_unusable: gettext("Its id could not be used; one was derived."),
    kind_unknown: gettext("Its kind was not known; it is treated as panic."),
    message_changed: gettext("The text had characters that were taken out."),
    language_unreadable: gettext("The language could not be read."),
    drill_unreadable: gettext("The drill mark could not be read; it is treated as real."),
    battery_unreadable: gettext("The battery level could not be read."),
    person_unreadable: gettext("The name or telephone could not be read."),
    content_changed: gettext("The same alert came again with other content."),
  }[code] || code;
}

export function sourceWord(code) {
  return {
    gps: gettext("satellite"), network: gettext("network"), cell: gettext("phone mast"), wifi: gettext("Wi-Fi"), ip: gettext("internet address"),
    manual: gettext("set by hand"), gazetteer: gettext("place name"), mock: gettext("simulated by the phone"),
  }[code] || gettext("unknown source");
}

export function stateWord(card, me) {
  if (card.state === "handled") return card.disposition ? dispositionWord(card.disposition) : gettext("Handled");
  if (!card.owner) return gettext("Unclaimed");
  if (card.owner.id === me) return card.state === "contacting" ? gettext("Mine, contacting") : pgettext("one alert", "Mine");
  return card.owner.name;
}

/** One line for ears: "Panic, PX-7F3K2M, near Adelanto, CA, unclaimed". */
export function spoken(card, me) {
  return [titleWord(card), card.code, nearWords(card) || gettext("place unknown"), stateWord(card, me)].join(", ");
}

/** "Panic", or "Drill: Panic". */
export const titleWord = (card) => (card.drill ? interpolate(gettext("Drill: %s"), [kindWord(card.kind)]) : kindWord(card.kind));

