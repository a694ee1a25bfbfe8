/* The map: one view of the same queue. Never moves by itself; unclaimed and selected alerts never hide in a number. */

import { AlertLayer } from "./alertlayer.js";
import { BaseMap } from "./basemap.js";
import { IncidentLayer } from "./incidentlayer.js";
import { openList } from "./dialogs.js";
import { badge, h, icon, toast } from "./dom.js";
import { coordinates, isMock, markWord, number, placeWords, since, stateWord, titleWord } from "./format.js";
import { perFrame } from "./frame.js";
import { Labels } from "./labels.js";
import { lookOf } from "./marks.js";
import { GROUPS, isLean } from "./order.js";
import { freshness, uncertainty } from "./place.js";
import { PlaceLayers } from "./places.js";
import { colour } from "./theme.js";

const L = window.L;
const VIEW = "board-view";
const CLUSTER_ABOVE = 300; // claimed alerts; fewer are clearer one by one
const CIRCLES_MOST = 150;
const CIRCLES_FROM = 8;
const PINGS_MOST = 5;
const LISTED_MOST = 200;
const SAME_SPOT = 40; // pixels at the deepest zoom: closer ones cannot be pulled apart

const isPlaced = (post) => post.lat !== null && post.lat !== undefined;

export class BoardMap {
  /** parts: {box, api, store, incidents, filters, me, config, files, covered: f() -> pixels of the right side under the panel, onSelect: f(id), onIncident: f(id)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.selected = null;
    this.locked = false;
    this.paceOf = () => undefined; // the track of the selected alert tells
    this.createMap();
    this.createPanes();
    this.base = new BaseMap(this.map, this.files, this.config.posts.map((post) => post.code));
    this.labels = new Labels(this.map, this.base, this.files.cities, this.config.all_posts);
    this.places = new PlaceLayers(this.map, this.config.layers);
    this.alerts = new AlertLayer(this.map, "alerts");
    this.circles = L.layerGroup().addTo(this.map);
    this.incidentLayer = new IncidentLayer({ map: this.map, renderer: this.circleRenderer, incidents: this.incidents, onOpen: (id, point) => (point && this.alerts.at(point).points.length ? this.clicked(point) : this.onIncident(id)) });
    this.drawCircles = perFrame(() => this.paintCircles());
    this.listenToPointer();
    this.store.listen((change) => (change.replaced ? this.refresh() : this.patch(change.changes)));
    new ResizeObserver(() => this.box.clientWidth && this.map.invalidateSize({ pan: false })).observe(this.box);
    setInterval(() => this.drawCircles(), 5000);
  }

  createMap() {
    const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(this.box, {
      zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves, inertia: moves,
      preferCanvas: true, zoomControl: false, attributionControl: false, minZoom: 3, maxZoom: 17,
      maxBounds: [[-60, -200], [80, 200]], maxBoundsViscosity: 0.5, zoomAnimationThreshold: 3,
    });
    if (!moves) this.map.panBy = (offset, options) => L.Map.prototype.panBy.call(this.map, offset, { ...options, animate: false });
    L.control.zoom({ position: "bottomright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(this.map);
    L.control.scale({ position: "bottomleft", imperial: true, maxWidth: 120 }).addTo(this.map);
    this.map.fitBounds(this.firstView(), { animate: false });
    this.map.on("moveend", () => this.keepView());
    this.map.on("moveend", () => this.drawCircles());
  }

  createPanes() {
    const pane = (name, level, pointer) => {
      const node = this.map.createPane(name);
      node.style.zIndex = level;
      if (!pointer) node.style.pointerEvents = "none";
    };
    pane("labels", 350, false);
    pane("places", 380, true);
    pane("circles", 390, false);
    pane("incidents", 430, true); // the name of a raid never covers an alert
    pane("alerts", 450, false);
    this.circleRenderer = L.canvas({ pane: "circles", padding: 0.3 });
  }

  /* ---- the view: moved by people only ---- */

  firstView() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(VIEW));
      if (kept) return kept;
    } catch {
      /* none kept */
    }
    if (this.config.home_bbox) return corners(this.config.home_bbox);
    const seats = Object.values(this.config.all_posts).filter(isPlaced);
    return seats.length ? L.latLngBounds(seats.map((post) => [post.lat, post.lng])).pad(0.1) : [[-50, -160], [65, 160]];
  }

  keepView() {
    const bounds = this.map.getBounds().pad(-0.02); // shrunk, so that fitting it again does not step one zoom out
    try {
      sessionStorage.setItem(VIEW, JSON.stringify([[bounds.getSouth(), bounds.getWest()], [bounds.getNorth(), bounds.getEast()]]));
    } catch {
      /* the view is then forgotten with the page */
    }
  }

  /** Shows every alert of the filtered queue; a button, never a side effect. */
  fit() {
    const points = [...this.alerts.points.values()].map((point) => [point.lat, point.lng]);
    if (points.length) this.map.fitBounds(L.latLngBounds(points).pad(0.15), { maxZoom: 11 });
    else if (this.config.home_bbox) this.map.fitBounds(corners(this.config.home_bbox));
  }

  select(id) {
    const before = this.selected;
    this.selected = id;
    for (const each of new Set([before, id])) if (each) this.put(each);
    this.drawCircles();
    const card = id && this.store.get(id);
    if (!card?.location || this.locked) return;
    this.bringIntoView(L.latLng(card.location.lat, card.location.lng));
  }

  /** Moves the view only when the point is not in sight, and then beside the panel. */
  bringIntoView(point) {
    const size = this.map.getSize();
    const right = size.x - this.covered();
    const at = this.map.latLngToContainerPoint(point);
    const margin = Math.min(40, right / 4);
    if (at.x > margin && at.x < right - margin && at.y > margin && at.y < size.y - margin) return;
    const zoom = Math.max(this.map.getZoom(), 8);
    const middle = this.map.project(point, zoom).add([(size.x - right) / 2, 0]);
    this.map.setView(this.map.unproject(middle, zoom), zoom);
  }

  /** An incident is shown whole, unless the view is locked or it is in sight already. */
  showIncident({ location }) {
    if (!location || this.locked) return;
    const around = L.latLng(location.lat, location.lng).toBounds(2.6 * location.radius_m);
    if (!this.map.getBounds().contains(around) || this.map.getZoom() < 10) this.map.fitBounds(around, { maxZoom: 13, paddingBottomRight: [this.covered(), 0] });
  }

  zoomTo(id) {
    const card = this.store.get(id);
    if (card?.location) this.map.setView([card.location.lat, card.location.lng], Math.max(this.map.getZoom(), 11));
  }

  /* ---- alerts as marks ---- */

  /** Everything again: after a snapshot, or when the filters changed. */
  refresh() {
    this.alerts.clear();
    for (const id of this.store.cards.keys()) this.put(id);
    this.alerts.setFixed(this.store.clusters);
    this.crowd();
    this.drawCircles();
  }

  patch(changes) {
    for (const { before, after, event } of changes) {
      this.put((after || before).id);
      if (!before && event && after?.location) this.ping(after);
    }
    this.crowd();
    this.drawCircles();
  }

  crowd() {
    const crowded = this.alerts.groups[GROUPS.others].size > CLUSTER_ABOVE;
    if (crowded !== this.alerts.isClustering) this.alerts.setClustering(crowded);
    this.count();
  }

  /** For tests: how many marks there are, and how many of them are hollow. */
  count() {
    this.box.dataset.marks = this.alerts.points.size;
    this.box.dataset.hollow = [...this.alerts.points.values()].filter((point) => point.look.mock).length;
  }

  put(id) {
    const card = this.store.get(id);
    const shown = card?.location && (id === this.selected || this.filters.matches(card));
    if (shown) this.alerts.put(id, card.location, lookOf(card, this.me, id === this.selected));
    else if (this.alerts.points.has(id)) this.alerts.put(id, null);
  }

  ping(card) {
    const pings = this.box.getElementsByClassName("ping").length;
    if (isLean() || pings >= PINGS_MOST || !this.filters.matches(card) || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const className = card.drill ? "ping is-drill" : "ping";
    const node = L.marker([card.location.lat, card.location.lng], { interactive: false, keyboard: false, icon: L.divIcon({ className, iconSize: [40, 40] }) }).addTo(this.map);
    setTimeout(() => node.remove(), 3000);
  }

  /* ---- pointing ---- */

  listenToPointer() {
    this.tooltip = L.tooltip({ direction: "top", offset: [0, -12], className: "board-tip" });
    const hover = perFrame(() => this.hover(this.pointer));
    this.map.on("mousemove", (event) => {
      this.pointer = event.containerPoint;
      hover();
    });
    this.map.on("mouseout", () => this.map.closeTooltip(this.tooltip));
    this.map.on("click", (event) => this.clicked(event.containerPoint));
  }

  hover(point) {
    const found = this.alerts.at(point);
    const card = found.points.length ? this.store.get(found.points[0].id) : null;
    this.box.classList.toggle("is-pointing", Boolean(card || found.number));
    if (!card) return this.map.closeTooltip(this.tooltip);
    this.tooltip.setLatLng([card.location.lat, card.location.lng]).setContent(h("div", {},
      h("strong", { class: "code" }, card.code), ` ${titleWord(card)} · ${stateWord(card, this.me)} · ${since(card.received_at)}`,
      isMock(card) ? [h("br"), h("strong", {}, markWord("mock"))] : null, h("br"), card.place ? placeWords(card) : coordinates(card.location)));
    this.map.openTooltip(this.tooltip);
  }

  clicked(point) {
    const found = this.alerts.at(point);
    if (found.points.length > 1 && !this.canSplit(found.points)) this.openCards(found.points.map((one) => one.id));
    else if (found.points.length) this.onSelect(found.points[0].id);
    else if (found.number) this.openNumber(found.number);
  }

  /** Whether zooming in would pull these apart. */
  canSplit(points) {
    const size = L.bounds(points.map((point) => this.map.project([point.lat, point.lng], this.map.getMaxZoom()))).getSize();
    return Math.max(size.x, size.y) > SAME_SPOT;
  }

  openCards(ids) {
    const cards = ids.map((id) => this.store.get(id)).filter(Boolean);
    this.listCards(interpolate(ngettext("%s alert on this spot", "%s alerts on this spot", cards.length), [number(cards.length)]), cards, (card) => this.onSelect(card.id));
  }

  listCards(title, cards, choose) {
    openList("spot", title, cards.slice(0, LISTED_MOST).map((card) => ({
      label: h("span", { class: "row" }, icon(card.kind), h("span", { class: "code" }, card.code), card.drill ? badge("badge-drill", markWord("drill")) : null, h("span", {}, stateWord(card, this.me)), badge("", since(card.received_at))),
      choose: () => choose(card),
    })));
  }

  openNumber(cell) {
    if (cell.bbox) return this.openBeyond(cell);
    if (!this.canSplit(cell.points)) return this.openCards(cell.points.map((point) => point.id));
    const bounds = L.latLngBounds(cell.points.map((point) => [point.lat, point.lng])).pad(0.1);
    this.map.setView(bounds.getCenter(), Math.max(this.map.getZoom() + 1, this.map.getBoundsZoom(bounds)));
  }

  /** What the snapshot had no room for, and the server only counted: unclaimed ones may be among them, so they can be read one by one. */
  async openBeyond({ bbox: [west, south, east, north] }) {
    try {
      const { alerts } = await this.api.get(`board/?bbox=${[west, south, east, north].join()}`);
      const inside = ({ location }) => location && location.lng >= west && location.lng <= east && location.lat >= south && location.lat <= north;
      const cards = alerts.filter(inside);
      this.listCards(interpolate(ngettext("%s alert in this area", "%s alerts in this area", cards.length), [number(cards.length)]), cards, (card) => {
        this.store.adopt(card);
        this.onSelect(card.id);
      });
    } catch (error) {
      toast(error.message, "alarm");
    }
  }

  /* ---- how sure the place is ---- */

  paintCircles() {
    this.circles.clearLayers();
    const bounds = this.map.getBounds().pad(0.2);
    const near = this.map.getZoom() >= CIRCLES_FROM;
    const chosen = this.alerts.points.get(this.selected);
    if (chosen) this.circles.addLayer(this.circle(chosen));
    if (!near) return;
    for (const group of [GROUPS.unclaimed, GROUPS.due, GROUPS.offered, GROUPS.stale, GROUPS.mine]) {
      for (const point of this.alerts.groups[group].values()) {
        if (this.circles.getLayers().length >= CIRCLES_MOST) return;
        if (point !== chosen && bounds.contains([point.lat, point.lng])) this.circles.addLayer(this.circle(point));
      }
    }
  }

  circle({ id, lat, lng, look }) {
    const { location } = this.store.get(id);
    const fresh = freshness(location);
    const line = colour(look.drill ? "--other" : look.group === GROUPS.mine ? "--mine-fill" : look.group <= GROUPS.stale ? "--alarm-fill" : "--other");
    return L.circle([lat, lng], {
      renderer: this.circleRenderer, pane: "circles", interactive: false, radius: uncertainty(location, this.paceOf(id)), color: line, weight: look.selected ? 2 : 1,
      opacity: fresh * (look.selected ? 0.9 : 0.5), fillColor: line, fillOpacity: look.mock ? 0 : fresh * (look.selected ? 0.16 : 0.07), dashArray: look.mock || fresh < 0.6 ? "6 5" : null,
    });
  }
}

function corners([west, south, east, north]) {
  return [[south, west], [north, east]];
}
