/* The board's entry: puts the parts together and nothing else.

   The page gives one JSON block, `{{ board_config|json_script:"board-config" }}`, in exactly this shape:
   {
     "user": {"id": 7, "name": "Ana Ruiz"},                     // id as in card.owner.id
     "roles": ["officer"],                                      // Viewer.roles, sorted
     "posts": [{"code": "LAX", "name": "Los Ángeles", "lat": 34.06, "lng": -118.28, "timezone": "America/Los_Angeles"}],
                                                                // the reader's own posts; lat and lng may be null
     "all_posts": {"LAX": {"name": "Los Ángeles", "lat": 34.06, "lng": -118.28, "timezone": "America/Los_Angeles"}},
                                                                // every active post; lat and lng may be null
     "api": "/api/v1/",                                         // with the slash at the end
     "socket": "/ws/board/",
     "canaries": ["LAX"],                                       // posts that get a test press every minute; the board turns red without them
     "layers": "/api/v1/places/layers/" | null,                 // {facilities: [place], courts: [place]}, place = {name, city, state, lat, lng}
     "home_bbox": [west, south, east, north] | null,            // the first view; null: around the reader's posts
     "language": "es"
   }
   a second block, "board-beginning": {alerts: [card], counts}, the first rows of the queue and how many there are,
   and `#board` carries the addresses of the static files in data-* attributes (see templates/alerts/board.html).
   For tests: <html data-live="yes|no" data-link="live|polling|dead" data-seq data-glass data-sound="on|blocked|quiet" data-ringing="panic|…|drill|" data-canary="ok|late">
   and on the map data-marks, how many there are, and data-hollow, how many of them are simulated positions. */

import { Actions } from "./actions.js";
import { Announcer } from "./announce.js";
import { Api } from "./api.js";
import { now } from "./clock.js";
import { icon, toast } from "./dom.js";
import { FilterBar } from "./filterbar.js";
import { Filters } from "./filters.js";
import { perPause } from "./frame.js";
import { nearWords, number, tick, ticking, titleWord } from "./format.js";
import { IncidentPanel, IncidentStrip } from "./incident.js";
import { Incidents, incidentFacts, incidentName } from "./incidents.js";
import { listen } from "./keyboard.js";
import { Live } from "./live.js";
import { BoardMap } from "./map.js";
import { News } from "./news.js";
import { Notices } from "./notices.js";
import { Panel } from "./panel.js";
import { setLean } from "./order.js";
import { Owed } from "./promises.js";
import { Queue } from "./queue.js";
import { Bell } from "./sound.js";
import { StatusBar } from "./statusbar.js";
import { Store, isInLane, isUnclaimed } from "./store.js";
import { Track } from "./track.js";
import { Watch } from "./watch.js";

const REPLAYED_AFTER = 60000; // an event older than this was replayed: its age says nothing about the line
const NEWEST_FOR = 45000;
const ARRIVALS = new Set(["alert.received", "alert.reopened", "alert.released", "alert.duplicate_undone"]); // what makes the queue longer
const BEAT_BY_HTTP = 15000;
const SELECTION_RESTS = 200;

const $ = (id) => document.getElementById(id);
const config = JSON.parse($("board-config").textContent);
const board = $("board");
const me = config.user.id;

const api = new Api(config.api);
const store = new Store(me);
const incidents = new Incidents(store, config.posts.map((post) => post.code));
const filters = new Filters(me, () => filtersChanged());
const bar = new StatusBar(config.posts);
const actions = new Actions({ api, store, me, posts: config.all_posts, layers: config.layers });
const queue = new Queue({ box: $("queue"), store, filters, me, onSelect: (id) => select(id) });
const panel = new Panel({ box: $("panel"), api, store, incidents, actions, me, roles: config.roles, posts: config.all_posts, onIncident: (id) => openIncident(id), onClose: () => select(null), onSelect: (id) => open(id) });
const incidentPanel = new IncidentPanel({ box: $("panel"), api, incidents, store, me, onSelect: (id) => select(id), onClose: () => select(null) });
const map = new BoardMap({ box: $("map"), api, store, incidents, filters, me, config, files: board.dataset, covered, onSelect: (id) => select(id), onIncident: (id) => openIncident(id) });
const track = new Track({ map: map.map, api, store, onChange: () => { map.drawCircles(); panel.draw(); } });
map.paceOf = (id) => track.pace(id);
panel.track = track;
const filterBar = new FilterBar({ filters, codes: config.posts.map((post) => post.code) });
const strip = new IncidentStrip({ box: $("incidents"), incidents, filters, onOpen: (id) => openIncident(id, { only: true }), onAll: () => filters.set("incident", "") });
const bell = new Bell({ store, incidents, posts: config.posts.map((post) => post.code), onChange: (state) => bar.showBell(state) });
const announcer = new Announcer($("announcer"), store, me);
const watch = new Watch({
  api, config, me,
  onLooking: (looking) => {
    queue.setLooking(looking);
    panel.setLooking(looking);
  },
  onLean: (lean) => {
    setLean(lean);
    queue.rebuild();
    showNewest();
  },
  onLate: (seconds) => bar.showCanary(seconds),
  onSelect: (id) => open(id),
});
new Owed(api, store, me);
new News(store, me);
new Notices({ box: $("notices"), api, say: (text) => announcer.say(text), supervisor: config.roles.includes("supervisor") });

/** How much of the map lies under the panel, where the screen is too narrow for both. */
function covered() {
  const over = $("map").getBoundingClientRect().right - $("panel").getBoundingClientRect().left;
  return $("panel").clientWidth && over < $("map").clientWidth ? Math.max(0, over) : 0;
}

let selected = null;
let lastInput = performance.now();
let newest = null;

function select(id) {
  selected = id;
  board.dataset.selected = id || "";
  tellSelection();
  incidentPanel.show(null);
  queue.select(id);
  map.select(id);
  track.show(id);
  panel.show(id);
  if (id) showTab("panel");
  else if (board.dataset.tab === "panel") showTab("list");
  const address = new URL(location.href);
  address.hash = id ? `alert=${id}` : "";
  history.replaceState(history.state, "", address);
}

let telling = null;

/** Colleagues see at once who looks at what; arrowing through the queue is told when it has come to rest. */
function tellSelection() {
  clearTimeout(telling);
  telling = setTimeout(() => live.beat(), SELECTION_RESTS);
}

/** Shows an incident in place of an alert; `only`: and the queue of its alerts alone. */
function openIncident(id, { only = false } = {}) {
  select(null);
  const incident = incidents.get(id);
  if (only && incident) filters.set("incident", incident.code);
  board.dataset.selected = id;
  incidentPanel.show(id);
  if (incident) map.showIncident(incident);
  showTab("panel");
  const address = new URL(location.href);
  address.hash = `incident=${id}`;
  history.replaceState(history.state, "", address);
}

incidents.listen(({ incident, event }) => {
  if (event?.kind !== "incident.opened" || incident.state !== "open") return;
  announcer.say(interpolate(gettext("Incident: %s"), [`${incidentName(incident)}, ${incidentFacts(incident, incidents.counts(incident.id))}`]));
});

/** Selects an alert that may not be on this board yet: a handled one that is linked, for example. */
async function open(id) {
  try {
    if (!store.get(id)) store.applyCard(await api.get(`alerts/${id}/`));
    select(id);
  } catch (error) {
    toast(error.message, "alarm");
  }
}

/** From the address of the page: nobody's choice of meanwhile is taken away, and what is not theirs to see any more is no alarm. */
async function openLinked(id) {
  try {
    if (!store.get(id)) store.applyCard(await api.get(`alerts/${id}/`));
    if (!selected) select(id);
  } catch (error) {
    if (error.status !== 404) toast(error.message, "alarm");
  }
}

function filtersChanged() {
  filterBar.show();
  strip.draw();
  $("tally-unlocated").setAttribute("aria-pressed", String(filters.values.located === "no"));
  queue.rebuild();
  map.refresh();
  showHidden();
}

/** A filter hides rows, never that somebody waits. Drills are hidden in silence. */
function showHidden() {
  const hidden = filters.active ? [...store.cards.values()].filter((card) => !card.drill && !isInLane(card) && !filters.matches(card)) : [];
  const unclaimed = hidden.filter(isUnclaimed).length;
  const due = hidden.filter((card) => !isUnclaimed(card) && card.rings?.length).length;
  const parts = [
    unclaimed && interpolate(ngettext("%s unclaimed", "%s unclaimed", unclaimed), [number(unclaimed)]),
    due && interpolate(ngettext("%s due", "%s due", due), [number(due)]),
  ].filter(Boolean);
  $("hidden-ringing").hidden = !parts.length;
  $("hidden-words").textContent = parts.length ? interpolate(gettext("Hidden by filters: %s"), [parts.join(", ")]) : "";
}

/* ---- what arrives ---- */

const count = perPause(30, () => bar.showCounts(store.counts()));
const countHidden = perPause(250, showHidden);
store.listen(({ replaced, beginning }) => {
  count();
  countHidden();
  if (replaced && (!beginning || store.cards.size)) $("queue-loading").hidden = true;
});
queue.onDrawn = () => {
  $("queue-empty").hidden = queue.entries.length > 0 || !$("queue-loading").hidden;
  $("queue-empty-filtered").hidden = !filters.active;
  showNewest();
};

function painted(items) {
  const arrived = items.filter((item) => item.alert && ARRIVALS.has(item.kind) && isUnclaimed(item.alert));
  if (!arrived.length || document.hidden) return;
  requestAnimationFrame(() => setTimeout(() => {
    for (const item of arrived) {
      const taken = now() - Date.parse(item.at);
      if (taken < REPLAYED_AFTER) bar.addGlass(Math.max(0, taken));
    }
  }));
  newest = { id: arrived.at(-1).alert.id, until: performance.now() + NEWEST_FOR };
  showNewest();
}

/** The latest arrival stays in sight also where the queue is longer than the screen. */
function showNewest() {
  const card = newest && newest.until > performance.now() ? store.get(newest.id) : null;
  const button = $("newest");
  button.hidden = watch.lean || !card || !isUnclaimed(card) || !filters.matches(card) || queue.isInView(card.id);
  if (button.hidden || button.dataset.alertId === card.id) return;
  button.dataset.alertId = card.id;
  const age = ticking(document.createElement("time"), "since", card.received_at);
  const words = document.createElement("span");
  words.className = "truncate grow";
  words.textContent = `${titleWord(card)} · ${nearWords(card) || card.code}`;
  button.classList.toggle("is-drill", card.drill);
  button.replaceChildren(icon(card.kind), words, age);
}
$("newest").addEventListener("click", () => select($("newest").dataset.alertId));

/* ---- the line ---- */

const live = new Live({
  api, store, socket: config.socket,
  status: () => ({ visible: !document.hidden, sound: bell.state === "on", idle_s: Math.round((performance.now() - lastInput) / 1000), alert: selected, canaries: watch.takePainted() }),
  onStatus: (state) => bar.showLive(state),
  onFrame: painted,
  onBulletin: (bulletin) => watch.receive(bulletin),
  onCanary: (item) => watch.canary(item, (card) => queue.row(card), (seen) => {
    const taken = Math.max(0, now() - Date.parse(seen.at));
    if (taken < REPLAYED_AFTER) bar.addGlass(taken);
    setTimeout(() => live.beat());
    return Math.round(taken);
  }),
});

/** Over the socket the beat renews my claims; without it, say so over HTTP. */
setInterval(() => {
  if (live.state === "live" || document.hidden) return;
  for (const card of store.cards.values()) if (card.owner?.id === me && card.state !== "handled") api.act(card.id, "beat").then((fresh) => store.applyCard(fresh), () => {});
}, BEAT_BY_HTTP);

for (const name of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"]) document.addEventListener(name, () => (lastInput = performance.now()), { passive: true });

/* ---- controls ---- */

/** That of the selected alert; with nothing selected, the oldest that is open. */
function goToIncident() {
  const found = selected ? store.get(selected)?.incident : incidents.open()[0];
  if (found) openIncident(found.id);
}

function showTab(name) {
  board.dataset.tab = name;
  for (const tab of $("tabs").children) tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
}
for (const tab of $("tabs").children) tab.addEventListener("click", () => showTab(tab.dataset.tab));

$("bell").hidden = !config.posts.length; // who has no post is not rung for
$("bell").addEventListener("click", () => bell.press());
$("help").addEventListener("click", () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true })));
$("map-fit").addEventListener("click", () => map.fit());
$("map-lock").addEventListener("click", () => {
  map.locked = !map.locked;
  $("map-lock").setAttribute("aria-pressed", String(map.locked));
  $("map-lock").replaceChildren(icon(map.locked ? "lock" : "lock-open"));
});
for (const box of document.querySelectorAll("[data-layer]")) {
  box.addEventListener("change", () => {
    if (box.dataset.layer === "districts") map.base.setDistricts(box.checked);
    else if (box.dataset.layer === "posts") map.labels.setPosts(box.checked);
    else map.places.show(box.dataset.layer, box.checked).catch(() => (box.checked = false));
  });
}
if (!config.layers) for (const node of document.querySelectorAll("[data-needs=layers]")) node.hidden = true;

$("show-all").addEventListener("click", () => {
  filters.clear();
  $("queue").focus();
});
$("tally-unlocated").addEventListener("click", () => filters.set("located", filters.values.located === "no" ? "" : "no"));

listen({ queue, panel, map, actions, search: filterBar.search, onSelect: select, onIncident: goToIncident, selected: () => selected });
setInterval(() => {
  tick();
  showNewest();
}, 1000);
setInterval(() => filters.values.age && filtersChanged(), 60000);
window.addEventListener("resize", () => queue.measure());

showTab("list");
$("tally-unlocated").setAttribute("aria-pressed", String(filters.values.located === "no"));
store.begin(JSON.parse($("board-beginning").textContent));
live.start().then(() => {
  map.base.showRest();
  const wanted = new URLSearchParams(location.hash.slice(1)).get("alert");
  if (wanted) openLinked(wanted);
  const incident = new URLSearchParams(location.hash.slice(1)).get("incident");
  if (incident) openIncident(incident);
});
