/* Thousands of alerts on one canvas: single marks on top, crowded claimed ones as numbers. Knows points and looks, not the board. */

import { perFrame } from "./frame.js";
import { NUMBER_SIZE, SIZE, numberRadius, numberStamp, stamp } from "./marks.js";
import { GROUPS } from "./order.js";
import { Overlay, unitX, unitY } from "./overlay.js";
import { onTheme } from "./theme.js";

const CELL = 64; // pixels: claimed alerts closer than about this become one number
const REACH = 14; // pixels from the pointer to a mark's middle
const LAST = [GROUPS.handled, GROUPS.others, GROUPS.mine, GROUPS.stale, GROUPS.offered, GROUPS.due, GROUPS.unclaimed]; // drawn in this order, the last on top

export class AlertLayer {
  constructor(map, pane) {
    this.map = map;
    this.points = new Map();
    this.groups = LAST.map(() => new Map());
    this.fixed = []; // clusters that the server counted: {x, y, n, bbox}
    this.isClustering = false;
    this.cells = { key: null, list: [] };
    this.overlay = new Overlay(pane, (ctx, view) => this.paint(ctx, view));
    this.overlay.addTo(map);
    this.redraw = perFrame(() => this.overlay.redraw());
    onTheme(() => this.redraw());
  }

  /** Puts an alert where it is now, in its look; point null takes it away. */
  put(id, point, look) {
    const known = this.points.get(id);
    if (known) this.groups[known.look.group].delete(id);
    this.cells.key = null;
    if (point) {
      const made = { id, look, lat: point.lat, lng: point.lng, x: unitX(point.lng), y: unitY(point.lat) };
      this.points.set(id, made);
      this.groups[look.group].set(id, made);
    } else {
      this.points.delete(id);
    }
    this.redraw();
  }

  clear() {
    this.points.clear();
    for (const group of this.groups) group.clear();
    this.cells.key = null;
  }

  setClustering(on) {
    this.isClustering = on;
    this.cells.key = null;
    this.redraw();
  }

  setFixed(clusters) {
    this.fixed = clusters.map((cluster) => ({ ...cluster, x: unitX(cluster.lng), y: unitY(cluster.lat) }));
    this.redraw();
  }

  /* ---- drawing ---- */

  paint(ctx, view) {
    this.view = view;
    const cells = this.crowded(view);
    const painted = new Map(); // by picture: where it is already
    for (const group of LAST) {
      if (group === GROUPS.others) for (const cell of [...this.fixed, ...cells]) this.paintNumber(ctx, cell, view);
      for (const point of this.groups[group].values()) if (!point.crowd && !point.look.selected) this.paintMark(ctx, point, view, painted);
    }
    for (const point of this.points.values()) if (point.look.selected) this.paintMark(ctx, point, view, painted);
  }

  /** On whole pixels, which is four times as fast; and once where the same picture would be within two pixels of itself. */
  paintMark(ctx, point, view, painted) {
    const x = Math.round(point.x * view.scale - view.x);
    const y = Math.round(point.y * view.scale - view.y);
    if (x < -SIZE || y < -SIZE || x > view.width + SIZE || y > view.height + SIZE) return;
    const picture = stamp(point.look);
    let places = painted.get(picture);
    if (!places) painted.set(picture, (places = new Set()));
    const place = (x >> 1) * 65536 + (y >> 1);
    if (places.has(place)) return;
    places.add(place);
    ctx.drawImage(picture, x - SIZE / 2, y - SIZE / 2, SIZE, SIZE);
  }

  paintNumber(ctx, cell, view) {
    const x = Math.round(cell.x * view.scale - view.x);
    const y = Math.round(cell.y * view.scale - view.y);
    if (x < -SIZE || y < -SIZE || x > view.width + SIZE || y > view.height + SIZE) return;
    ctx.drawImage(numberStamp(cell.n), x - NUMBER_SIZE / 2, y - NUMBER_SIZE / 2, NUMBER_SIZE, NUMBER_SIZE);
  }

  /** Claimed alerts that would cover each other at this zoom: [{x, y, n, points}]. Unclaimed, mine and selected ones never hide. */
  crowded(view) {
    const key = `${view.scale}`;
    if (this.cells.key === key) return this.cells.list;
    const found = new Map();
    const side = view.scale / CELL;
    for (const point of this.groups[GROUPS.others].values()) {
      point.crowd = null;
      if (!this.isClustering || point.look.selected || point.look.duress) continue;
      const cell = Math.floor(point.x * side) * 1e7 + Math.floor(point.y * side);
      if (found.has(cell)) found.get(cell).push(point);
      else found.set(cell, [point]);
    }
    const list = [...found.values()].filter((points) => points.length > 1).map(gather);
    this.cells = { key, list };
    return list;
  }

  /* ---- pointing: container pixels ---- */

  at(point) {
    const { view } = this;
    const origin = this.map.getPixelOrigin().add(this.map.containerPointToLayerPoint(point));
    const near = (unit, reach) => Math.hypot(unit.x * view.scale - origin.x, unit.y * view.scale - origin.y) <= reach;
    const points = [...this.points.values()].filter((one) => !one.crowd && near(one, REACH));
    const numbers = [...this.fixed, ...this.cells.list].filter((cell) => near(cell, numberRadius(cell.n)));
    return { points: points.toSorted((a, b) => a.look.group - b.look.group), number: numbers.at(-1) || null };
  }
}

function gather(points) {
  const cell = { x: 0, y: 0, n: points.length, points };
  for (const point of points) {
    cell.x += point.x / points.length;
    cell.y += point.y / points.length;
    point.crowd = cell;
  }
  return cell;
}
