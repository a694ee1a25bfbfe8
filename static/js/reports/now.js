/* The page of the moment: the wall's line says when something has changed, and then the figures are fetched again.

   What comes over the line is a hint and is never shown: the server alone knows what belongs on this page. Between hints the page
   asks every 15 s, for what the line does not tell (cases, hearings, pages), and so it goes on when there is no line.
   For tests: <html data-live="yes|no" data-link="live|polling|dead">. */

import { Api } from "../board/api.js";
import { now } from "../board/clock.js";
import { focusIn, refocus } from "../board/dom.js";
import { clockTime, number, tick } from "../board/format.js";
import { WallLine } from "../wall/line.js";

const AT_MOST_EVERY = 1000;
const GIVE_UP = 10000;

const $ = (id) => document.getElementById(id);
const config = JSON.parse($("board-config").textContent);
const EVERY = config.every_s * 1000;
const address = new URL(location.href);
address.searchParams.set("part", "live");

/* ---- the figures ---- */

const served = new Map(); // part -> as the server wrote it, without what ticks

function written(part) {
  const copy = part.cloneNode(true);
  for (const node of copy.querySelectorAll("[data-tick]")) node.textContent = "";
  return copy.outerHTML;
}

const partsOf = (root) => [...root.querySelectorAll("[data-part]")];

const all = (part, selector) => [...part.querySelectorAll(selector)];

/** Puts a newer part in the place of an older one: open definitions stay open, tables where they were scrolled to, the focus where it was. */
function exchange(old, fresh) {
  all(old, "details").forEach((one, index) => all(fresh, "details")[index]?.toggleAttribute("open", one.open));
  const scrolled = all(old, ".table-wrap").map((one) => one.scrollLeft);
  const summary = all(old, "summary").indexOf(document.activeElement);
  old.replaceWith(fresh);
  all(fresh, ".table-wrap").forEach((one, index) => { one.scrollLeft = scrolled[index] ?? 0; });
  all(fresh, "summary")[summary]?.focus({ preventScroll: true });
}

function show(fresh) {
  const live = $("now-live");
  const before = live.dataset.unclaimed;
  live.dataset.unclaimed = fresh.dataset.unclaimed;
  const focused = focusIn(live);
  const found = new Map(partsOf(fresh).map((part) => [part.dataset.part, part]));
  for (const part of partsOf(live)) {
    const next = found.get(part.dataset.part);
    if (!next || served.get(part.dataset.part) === written(next)) continue;
    served.set(part.dataset.part, written(next));
    exchange(part, next);
  }
  refocus(live, focused);
  tick();
  if (before !== live.dataset.unclaimed) {
    const unclaimed = Number(live.dataset.unclaimed);
    $("now-said").textContent = interpolate(ngettext("%s unclaimed", "%s unclaimed", unclaimed), [number(unclaimed)]);
  }
}

let asked = -Infinity;
let answered = performance.now(); // the page itself was the first answer
let asking = false;
let again = false; // asked for while an answer was on its way
let waiting = null;
let left = false;

/** Now, or as soon as a second has passed since the last time; once, however often it is called. */
function refresh() {
  again = asking;
  if (waiting !== null || asking) return;
  waiting = setTimeout(fetchParts, Math.max(0, asked + AT_MOST_EVERY - performance.now()));
}

async function fetchParts() {
  waiting = null;
  asking = true;
  asked = performance.now();
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(GIVE_UP) });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return leave();
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("now-live");
      if (fresh) {
        show(fresh);
        answered = performance.now();
      }
    }
  } catch {
    // without an answer the page says that it is not live, and asks again
  } finally {
    asking = false;
  }
  judge();
  if (again) {
    again = false;
    refresh();
  }
}

/** Signed out, or not theirs any more: the server says so. */
function leave() {
  if (left) return;
  left = true;
  location.reload();
}

/* ---- the line ---- */

let hint = "";
let link = { state: null, since: now() };
let staleSince = null;

const line = new WallLine({
  api: new Api(config.api), socket: config.socket, status: () => ({}), onFrame: () => {}, onCanary: () => {},
  onStatus: (status) => {
    link = status;
    judge();
  },
  onBulletin: ({ posts, incidents }) => {
    const told = JSON.stringify([posts, incidents]);
    if (told !== hint) refresh();
    hint = told;
  },
});

/** Live is who has a line and fresh figures. */
function judge() {
  if (!link.state) return;
  const isFresh = performance.now() - answered < EVERY + GIVE_UP;
  if (isFresh) staleSince = null;
  else staleSince ??= now();
  const state = isFresh ? link.state : "dead";
  const root = document.documentElement;
  if (root.dataset.link === state) return;
  root.dataset.live = state === "live" ? "yes" : "no";
  root.dataset.link = state;
  $("now-state").className = `now-state is-${state}`;
  $("now-state").textContent = state === "live" ? gettext("Live") : interpolate(gettext("Not live since %s"), [clockTime(staleSince ?? link.since)]);
}

$("now-state").className = "now-state"; // what the page says without scripts is not true with them
$("now-state").textContent = gettext("Connecting…");
for (const part of partsOf(document)) served.set(part.dataset.part, written(part));
tick();
setInterval(() => {
  tick();
  judge();
  if (performance.now() - asked >= EVERY) refresh();
}, 1000);
line.start();
