/* The wall display's entry. It reads, takes no command, rings nothing, and knows no person.

   The page gives one JSON block, `{{ wall_config|json_script:"board-config" }}`: posts, all_posts, api, socket, canaries and
   language as on top of static/js/board/main.js. What comes over the line, whole each time:
   {at, incidents, posts: [{code, own, open, unclaimed, waiting_since, unlocated, stale, incidents, drills,
                            watch: {eyes, officers, on_duty, load, lean, flooded, help, test_press_at} | null}]}
   `incidents` counts each once; one that touches two posts is in the number of both.
   For tests: <html data-live="yes|no" data-link="live|polling|dead">. */

import { Api } from "../board/api.js";
import { now } from "../board/clock.js";
import { h } from "../board/dom.js";
import { number, tick, ticking } from "../board/format.js";
import { StatusLine } from "../board/statusline.js";
import { DistrictMap } from "./districtmap.js";
import { WallLine } from "./line.js";

const TURNS_EVERY = 12000;
const TEST_PRESS_LATE = 90000;

const $ = (id) => document.getElementById(id);
const config = JSON.parse($("board-config").textContent);
const status = new StatusLine(config.posts);
const map = new DistrictMap({ box: $("map"), files: $("board").dataset, posts: config.all_posts });

let posts = [];
let incidents = 0;
let turn = 0;

const sum = (name, of = posts) => of.reduce((total, post) => total + (post[name] || 0), 0);
const words = (text, ...values) => interpolate(text, values);
const nameOf = (post) => config.all_posts[post.code]?.name || post.code;

function draw() {
  const unclaimed = sum("unclaimed");
  const oldest = posts.map((post) => post.waiting_since).filter(Boolean).sort()[0];
  $("unclaimed").classList.toggle("is-alarm", unclaimed > 0);
  $("unclaimed").classList.toggle("is-calm", unclaimed === 0);
  $("unclaimed").firstElementChild.textContent = number(unclaimed);
  $("oldest").replaceChildren(...(oldest ? [gettext("the oldest waits"), " ", ticking(h("time", {}), "since", oldest)] : []));
  $("open").textContent = number(sum("open"));
  $("unlocated").textContent = number(sum("unlocated"));
  $("unlocated-box").classList.toggle("is-warn", sum("unlocated") > 0);
  $("stale").textContent = number(sum("stale"));
  $("stale-box").classList.toggle("is-warn", sum("stale") > 0);
  $("incidents").textContent = number(incidents);
  $("incidents-box").classList.toggle("is-alarm", incidents > 0);
  const watched = posts.filter((post) => post.watch);
  $("load-box").hidden = !watched.length;
  $("load").textContent = number(Math.max(0, ...watched.map((post) => post.watch.load)));
  $("load-box").classList.toggle("is-alarm", watched.some((post) => post.watch.lean));
  drawWarnings(watched);
  drawStrip();
  drawDistrict();
  map.show(posts, current()?.code);
}

/** Milliseconds without a test press at a post that should get one; before the first, since this page was opened. */
function withoutTestPress(code, watch) {
  if (!config.canaries.includes(code) || !watch.eyes) return 0;
  return watch.test_press_at ? now() - Date.parse(watch.test_press_at) : performance.now();
}

/** What must not be overlooked, in words. */
function warningsOf({ code, watch }) {
  const late = withoutTestPress(code, watch);
  const minutes = Math.floor(late / 60000);
  return [
    watch.eyes === 0 && ["", words(gettext("%s: nobody is at a board. New alerts go to the fallback."), code)],
    watch.on_duty === 0 && ["", words(gettext("%s: nobody is on duty. New alerts go to the fallback."), code)],
    late > TEST_PRESS_LATE && ["", words(ngettext("%s: no test press was seen for %s minute.", "%s: no test press was seen for %s minutes.", minutes), code, number(minutes))],
    watch.lean && ["", words(gettext("%s: more alerts than anyone can hear one by one."), code)],
    watch.help && ["is-warn", words(gettext("%s: help is called."), code)],
    watch.flooded > 0 && ["is-warn", words(ngettext("%s: %s alert in the flood lane.", "%s: %s alerts in the flood lane.", watch.flooded), code, number(watch.flooded))],
  ].filter(Boolean);
}

function drawWarnings(watched) {
  const told = watched.flatMap(warningsOf);
  const text = JSON.stringify(told);
  if ($("warnings").dataset.told === text) return; // said aloud once, not every second
  $("warnings").dataset.told = text;
  $("warnings").replaceChildren(...told.map(([kind, sentence]) => h("li", { class: kind }, sentence)));
}

/* ---- one district after the other ---- */

/** Where something is open; the reader's own where nothing is. */
function turning() {
  const busy = posts.filter((post) => post.open > 0 || post.incidents > 0);
  return busy.length ? busy : posts;
}

function current() {
  const all = turning();
  return all.length ? all[turn % all.length] : null;
}

function drawStrip() {
  const shown = current();
  $("strip").replaceChildren(...posts.map((post) => h("li", { class: post.unclaimed ? "is-alarm" : "", "aria-current": post === shown ? "true" : null, title: nameOf(post), data: { code: post.code } },
    h("span", { class: "code" }, post.code), post.drills ? h("span", { class: "wall-drill small" }, gettext("Drill")) : null,
    h("b", {}, number(post.unclaimed), h("span", { class: "of" }, ` / ${number(post.open)}`)), h("span", { class: "visually-hidden" }, gettext("unclaimed of open")))));
}

function drawDistrict() {
  const post = current();
  $("district-name").textContent = post ? `${nameOf(post)} · ${post.code}` : gettext("No district");
  const facts = post ? [
    h("span", { class: post.unclaimed ? "is-alarm" : "" }, words(gettext("%s unclaimed"), number(post.unclaimed))),
    words(gettext("%s open"), number(post.open)), words(gettext("%s not located"), number(post.unlocated)),
    post.stale ? h("span", { class: "is-warn" }, words(ngettext("%s claim gone stale", "%s claims gone stale", post.stale), number(post.stale))) : null,
    post.incidents ? h("span", { class: "is-alarm" }, words(ngettext("%s incident", "%s incidents", post.incidents), number(post.incidents))) : null,
    post.watch ? words(ngettext("%s board watched", "%s boards watched", post.watch.eyes), number(post.watch.eyes)) : null,
    post.watch && post.watch.on_duty !== null ? words(gettext("%s on duty"), number(post.watch.on_duty)) : null,
    post.drills ? h("span", { class: "wall-drill" }, words(ngettext("Drill: %s alert", "Drill: %s alerts", post.drills), number(post.drills))) : null,
  ].filter(Boolean) : [];
  $("district-facts").replaceChildren(...facts.flatMap((fact, index) => (index ? [" · ", fact] : [fact])));
}

const isHeld = () => $("hold").getAttribute("aria-pressed") === "true";

setInterval(() => {
  if (isHeld() || document.hidden) return;
  turn = (turn + 1) % Math.max(1, turning().length);
  draw();
}, TURNS_EVERY);

$("hold").addEventListener("click", () => {
  const held = !isHeld();
  $("hold").setAttribute("aria-pressed", String(held));
  $("hold").textContent = held ? gettext("Turn again") : gettext("Stop turning");
});
$("full").hidden = !document.documentElement.requestFullscreen;
$("full").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));

/* ---- the line ---- */

const line = new WallLine({
  api: new Api(config.api), socket: config.socket, status: () => ({}), onFrame: () => {}, onCanary: () => {},
  onStatus: (state) => status.showLive(state),
  onBulletin: (wall) => {
    posts = wall.posts;
    incidents = wall.incidents;
    draw();
  },
});
setInterval(() => {
  tick();
  if (posts.length) drawWarnings(posts.filter((post) => post.watch));
}, 1000);
line.start();
