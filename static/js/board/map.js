/* The map: one view of the same queue. Never moves by itself; unclaimed and selected alerts never hide in a cluster. */

import { BaseMap, token } from "./basemap.js";
import { openList } from "./dialogs.js";
import { badge, h, icon } from "./dom.js";
import { coordinates, kindWord, number, since, stateWord } from "./format.js";
import { Labels } from "./labels.js";
import { AlertMark, lookOf, readColours } from "./marks.js";
import { groupOf, GROUPS } from "./order.js";
import { freshness, uncertainty } from "./place.js";
import { PlaceLayers } from "./places.js";
import { isOpen } from "./store.js";

const L = window.L;
const VIEW = "board-view";
const CLUSTER_ABOVE = 300; // claimed alerts; fewer are clearer one by one
const CIRCLES_MOST = 150;
const CIRCLES_FROM = 8;
const CHUNK = 500;
const SAME_SPOT = 10; // pixels

export class BoardMap {
  /** parts: {box, store, filters, me, config, files, onSelect: f(id)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.marks = new Map();
    this.selected = null;
    this.locked = false;
    readColours();
    this.createMap();
    this.createPanes();
    this.base = new BaseMap(this.map, this.files, this.config.posts.map((post) => post.code));
    this.labels = new Labels(this.map, this.base, this.files.cities, this.config.all_posts);
    this.places = new PlaceLayers(this.map, this.config.facilities, this.renderer);
    this.createGroups();
    this.watchTheme();
    this.store.listen((change) => (change.replaced ? this.refresh() : this.patch(change.changes)));
    new ResizeObserver(() => this.box.clientWidth && this.map.invalidateSize({ pan: false })).observe(this.box);
    setInterval(() => this.drawCircles(), 5000);
  }

  createMap() {
    this.map = L.map(this.box, {
      preferCanvas: true, zoomControl: false, attributionControl: false, minZoom: 3, maxZoom: 17, zoomSnap: 1, worldCopyJump: false,
      maxBounds: [[-60, -200], [80, 200]], maxBoundsViscosity: 0.5, tapTolerance: 15, zoomAnimationThreshold: 3,
    });
    L.control.zoom({ position: "bottomright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(this.map);
    L.control.scale({ position: "bottomleft", imperial: true, maxWidth: 120 }).addTo(this.map);
    this.map.fitBounds(this.firstView(), { animate: false });
    this.map.on("moveend", () => this.keepView());
    this.map.on("click", (event) => this.clicked(event));
  }

  createPanes() {
    const pane = (name, level) => {
      const node = this.map.createPane(name);
      node.style.zIndex = level;
      return node;
    };
    pane("labels", 350).style.pointerEvents = "none";
    pane("circles", 390).style.pointerEvents = "none";
    pane("alerts", 450);
    this.circleRenderer = L.canvas({ pane: "circles", padding: 0.3 });
    this.renderer = L.canvas({ pane: "alerts", padding: 0.3, tolerance: 6 });
  }

  createGroups() {
    this.single = L.featureGroup().addTo(this.map);
    this.circles = L.layerGroup().addTo(this.map);
    this.serverClusters = L.layerGroup().addTo(this.map);
    this.claimed = L.featureGroup().addTo(this.map);
    this.clustered = L.markerClusterGroup({
      animate: false, chunkedLoading: true, maxClusterRadius: 46, showCoverageOnHover: false, spiderfyOnMaxZoom: false, zoomToBoundsOnClick: false,
      iconCreateFunction: (cluster) => clusterIcon(cluster.getChildCount()),
    }).addTo(this.map);
    this.isClustering = false;
    this.clustered.on("clusterclick", (event) => this.openCluster(event.layer));
    for (const group of [this.single, this.claimed, this.clustered]) {
      group.on("mouseover", (event) => event.layer.card && this.hover(event.layer));
      group.on("mouseout", () => this.map.closeTooltip(this.tooltip));
    }
    this.tooltip = L.tooltip({ direction: "top", offset: [0, -12], className: "board-tip" });
    this.map.on("moveend", () => this.drawCircles());
  }

  /* ---- the view: moved by people only ---- */

  firstView() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(VIEW));
      if (kept) return kept;
    } catch {
      /* none kept */
    }
    if (this.config.home_bbox) {
      const [west, south, east, north] = this.config.home_bbox;
      return [[south, west], [north, east]];
    }
    const seats = Object.values(this.config.all_posts).filter((post) => post.lat !== null && post.lat !== undefined);
    const own = this.config.posts.filter((post) => post.lat !== null && post.lat !== undefined);
    const points = (own.length ? own : seats).map((post) => [post.lat, post.lng]);
    return points.length ? L.latLngBounds(points).pad(0.2).extend([points[0][0] + 1, points[0][1] + 1]) : [[-50, -160], [65, 160]];
  }

  keepView() {
    const bounds = this.map.getBounds();
    const shrunk = bounds.pad(-0.02); // so that fitting it again does not step one zoom out
    try {
      sessionStorage.setItem(VIEW, JSON.stringify([[shrunk.getSouth(), shrunk.getWest()], [shrunk.getNorth(), shrunk.getEast()]]));
    } catch {
      /* the view is then forgotten with the page */
    }
  }

  /** Shows every alert of the filtered queue; a button, never a side effect. */
  fit() {
    const points = [...this.marks.values()].map((mark) => mark.getLatLng());
    if (points.length) this.map.fitBounds(L.latLngBounds(points).pad(0.15), { maxZoom: 11 });
    else if (this.config.home_bbox) this.map.fitBounds([[this.config.home_bbox[1], this.config.home_bbox[0]], [this.config.home_bbox[3], this.config.home_bbox[2]]]);
  }

  select(id) {
    const before = this.selected;
    this.selected = id;
    for (const each of new Set([before, id])) if (each) this.put(each);
    this.drawCircles();
    const card = id && this.store.get(id);
    if (!card?.location || this.locked) return;
    const point = [card.location.lat, card.location.lng];
    if (!this.map.getBounds().pad(-0.08).contains(point)) this.map.setView(point, Math.max(this.map.getZoom(), 8));
  }

  zoomTo(id) {
    const card = this.store.get(id);
    if (card?.location) this.map.setView([card.location.lat, card.location.lng], Math.max(this.map.getZoom(), 11));
  }

  /* ---- alerts as marks ---- */

  /** Everything again, a part at a time: after a snapshot, or when the filters changed. */
  refresh() {
    const ids = [...new Set([...this.marks.keys(), ...this.store.cards.keys()])];
    this.cluster(this.countClaimed() > CLUSTER_ABOVE);
    clearTimeout(this.refreshing);
    const step = () => {
      for (const id of ids.splice(0, CHUNK)) this.put(id);
      if (ids.length) this.refreshing = setTimeout(step);
      else this.drawCircles();
    };
    step();
    this.drawServerClusters();
  }

  patch(changes) {
    for (const { before, after, event } of changes) {
      this.put((after || before).id);
      if (!before && event && after?.location) this.ping(after);
    }
    if (this.countClaimed() > CLUSTER_ABOVE !== this.isClustering) this.cluster(!this.isClustering);
    if (changes.some(({ after, before }) => (after || before).id === this.selected)) this.drawCircles();
  }

  countClaimed() {
    let claimed = 0;
    for (const card of this.store.cards.values()) if (card.owner && isOpen(card)) claimed += 1;
    return claimed;
  }

  /** Puts one alert's mark where it belongs now, or takes it away. */
  put(id) {
    const card = this.store.get(id);
    const known = this.marks.get(id);
    const shown = card?.location && (this.filters.matches(card) || id === this.selected);
    if (!shown) {
      if (known) this.home(known).removeLayer(known);
      this.marks.delete(id);
      return;
    }
    const look = lookOf(card, this.me, id === this.selected);
    const home = this.homeOf(look);
    const point = L.latLng(card.location.lat, card.location.lng);
    if (known && known.home === home && known.getLatLng().equals(point)) {
      known.card = card;
      known.setLook(look);
      known.redraw();
      return;
    }
    if (known) this.home(known).removeLayer(known);
    const mark = new AlertMark(point, { renderer: this.renderer, pane: "alerts" });
    mark.card = card;
    mark.home = home;
    mark.setLook(look);
    this.marks.set(id, mark);
    this.home(mark).addLayer(mark);
  }

  homeOf(look) {
    return look.selected || look.duress || look.group <= GROUPS.mine ? "single" : "claimed";
  }

  home(mark) {
    if (mark.home === "single") return this.single;
    return this.isClustering ? this.clustered : this.claimed;
  }

  cluster(on) {
    if (on === this.isClustering) return;
    const [from, to] = on ? [this.claimed, this.clustered] : [this.clustered, this.claimed];
    const marks = [...this.marks.values()].filter((mark) => mark.home === "claimed");
    from.clearLayers();
    this.isClustering = on;
    if (on) to.addLayers(marks);
    else for (const mark of marks) to.addLayer(mark);
  }

  ping(card) {
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (reduced || !this.filters.matches(card)) return;
    const node = L.marker([card.location.lat, card.location.lng], { interactive: false, keyboard: false, icon: L.divIcon({ className: "ping", iconSize: [40, 40] }) }).addTo(this.map);
    setTimeout(() => node.remove(), 3000);
  }

  /* ---- pointing ---- */

  hover(mark) {
    const card = mark.card;
    this.tooltip.setLatLng(mark.getLatLng()).setContent(h("div", {},
      h("strong", { class: "code" }, card.code), ` ${kindWord(card.kind)} · ${stateWord(card, this.me)} · ${since(card.received_at)}`,
      h("br"), card.place || coordinates(card.location)));
    this.map.openTooltip(this.tooltip);
  }

  clicked(event) {
    const cards = this.cardsAt(event.containerPoint);
    if (!cards.length) return;
    if (cards.length === 1 || this.canSplit(cards)) return this.onSelect(cards[0].id);
    this.openCards(cards);
  }

  cardsAt(point) {
    const found = [];
    for (const mark of this.marks.values()) {
      if (mark.home === "claimed" && this.isClustering && this.clustered.getVisibleParent(mark) !== mark) continue;
      const distance = this.map.latLngToContainerPoint(mark.getLatLng()).distanceTo(point);
      if (distance <= SAME_SPOT + 4) found.push({ card: mark.card, distance });
    }
    return found.toSorted((a, b) => groupOf(a.card, this.me) - groupOf(b.card, this.me) || a.distance - b.distance).map((item) => item.card);
  }

  /** Whether zooming in would pull these apart. */
  canSplit(cards) {
    const points = cards.map((card) => this.map.project([card.location.lat, card.location.lng], this.map.getMaxZoom()));
    const bounds = L.bounds(points);
    return bounds.getSize().x > SAME_SPOT * 4 || bounds.getSize().y > SAME_SPOT * 4 ? this.map.getZoom() < this.map.getMaxZoom() - 1 : false;
  }

  openCards(cards) {
    openList("spot", interpolate(ngettext("%s alert on this spot", "%s alerts on this spot", cards.length), [number(cards.length)]), cards.slice(0, 200).map((card) => ({
      label: h("span", { class: "row" }, icon(card.kind), h("span", { class: "code" }, card.code), h("span", {}, stateWord(card, this.me)), badge("", since(card.received_at))),
      choose: () => this.onSelect(card.id),
    })));
  }

  openCluster(cluster) {
    const cards = cluster.getAllChildMarkers().map((mark) => mark.card);
    const zoom = this.map.getBoundsZoom(cluster.getBounds());
    if (this.canSplit(cards) && zoom > this.map.getZoom()) this.map.fitBounds(cluster.getBounds().pad(0.1));
    else this.openCards(cards);
  }

  drawServerClusters() {
    this.serverClusters.clearLayers();
    for (const cluster of this.store.clusters) {
      const marker = L.marker([cluster.lat, cluster.lng], { icon: clusterIcon(cluster.n), title: interpolate(gettext("%s alerts"), [number(cluster.n)]) });
      const [west, south, east, north] = cluster.bbox;
      marker.on("click", () => this.map.fitBounds([[south, west], [north, east]]));
      this.serverClusters.addLayer(marker);
    }
  }

  /* ---- how sure the place is ---- */

  drawCircles() {
    this.circles.clearLayers();
    const bounds = this.map.getBounds().pad(0.2);
    const near = this.map.getZoom() >= CIRCLES_FROM;
    let drawn = 0;
    for (const [id, mark] of this.marks) {
      const chosen = id === this.selected;
      if (!chosen && (!near || mark.home !== "single" || drawn >= CIRCLES_MOST || !bounds.contains(mark.getLatLng()))) continue;
      drawn += 1;
      this.circles.addLayer(this.circle(mark, chosen));
    }
  }

  circle(mark, chosen) {
    const { location } = mark.card;
    const fresh = freshness(location);
    const colour = token(mark.look.group === GROUPS.mine ? "--mine-fill" : mark.look.group <= GROUPS.stale ? "--alarm-fill" : "--other");
    return L.circle(mark.getLatLng(), {
      renderer: this.circleRenderer, pane: "circles", interactive: false, radius: uncertainty(location), color: colour, weight: chosen ? 2 : 1,
      opacity: fresh * (chosen ? 0.9 : 0.5), fillColor: colour, fillOpacity: fresh * (chosen ? 0.16 : 0.07), dashArray: fresh < 0.6 ? "6 5" : null,
    });
  }

  /* ---- look ---- */

  watchTheme() {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      readColours();
      this.base.redraw();
      this.refresh();
    });
  }
}

function clusterIcon(size) {
  const big = size >= 1000 ? 48 : size >= 100 ? 42 : 34;
  return L.divIcon({ html: h("span", {}, number(size)), className: "cluster", iconSize: [big, big] });
}
