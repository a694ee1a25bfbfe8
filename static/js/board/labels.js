/* Names on the map: cities by size, states, counties, roads, posts; the larger name wins and none covers another. */

import { token } from "./basemap.js";

const L = window.L;
const PAD = 0.15; // drawn beyond the view, so that a small drag shows names at once
const MOST = 220;
const SMALLEST = [9e9, 9e9, 9e9, 4e6, 1.2e6, 500000, 220000, 90000, 45000, 20000]; // people, by zoom

const FONT = "system-ui, sans-serif";

/** A canvas over the whole view that is drawn again after each move and scaled during a zoom. */
const Overlay = L.Layer.extend({
  initialize(pane, paint) {
    this.paint = paint;
    this.options = { pane };
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated board-labels", map.getPane(this.options.pane));
    map.on("moveend zoomend resize", this.reset, this);
    if (map.options.zoomAnimation) map.on("zoomanim", this.animate, this);
    this.reset();
  },

  animate(event) {
    const corner = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, corner, this._map.getZoomScale(event.zoom));
  },

  reset() {
    const size = this._map.getSize();
    const pad = size.multiplyBy(PAD).round();
    const whole = size.add(pad.multiplyBy(2));
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const origin = this._map.containerPointToLayerPoint(pad.multiplyBy(-1));
    this.corner = this._map.layerPointToLatLng(origin);
    this.canvas.width = whole.x * ratio;
    this.canvas.height = whole.y * ratio;
    this.canvas.style.width = `${whole.x}px`;
    this.canvas.style.height = `${whole.y}px`;
    L.DomUtil.setPosition(this.canvas, origin);
    const ctx = this.canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    this.paint(ctx, whole, (lat, lng) => this._map.latLngToLayerPoint([lat, lng]).subtract(origin));
  },
});

export class Labels {
  /** posts: {CODE: {name, lat, lng}}; base: the BaseMap whose features give the other names */
  constructor(map, base, citiesAddress, posts) {
    Object.assign(this, { map, base, posts });
    this.cities = [];
    this.showPosts = true;
    this.overlay = new Overlay("labels", (ctx, size, at) => this.paint(ctx, size, at));
    this.overlay.addTo(map);
    base.onChange = () => this.redraw();
    this.load(citiesAddress);
  }

  async load(address) {
    const { rows } = await (await fetch(address, { credentials: "same-origin" })).json();
    this.cities = rows.map(([name, , lng, lat, people]) => ({ name, lat, lng, people }));
    this.redraw();
  }

  redraw() {
    this.overlay.reset();
  }

  setPosts(on) {
    this.showPosts = on;
    this.redraw();
  }

  paint(ctx, size, at) {
    this.taken = [];
    this.colours = { ink: token("--map-label"), soft: token("--map-label-2"), halo: token("--map-halo"), post: token("--map-district") };
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    const zoom = this.map.getZoom();
    if (this.showPosts) this.paintPosts(ctx, size, at, zoom);
    this.paintCities(ctx, size, at, zoom);
    if (zoom >= 4 && zoom <= 7) this.paintAreas(ctx, size, at, this.base.features.states, "n", `600 11px ${FONT}`, true);
    if (zoom >= 9) this.paintAreas(ctx, size, at, this.base.features.counties, "n", `italic 12px ${FONT}`, false);
    if (zoom >= 7) this.paintRoads(ctx, size, at);
  }

  paintPosts(ctx, size, at, zoom) {
    for (const [code, post] of Object.entries(this.posts)) {
      if (post.lat === null || post.lat === undefined) continue;
      const point = at(post.lat, post.lng);
      if (!inside(point, size, 0)) continue;
      ctx.fillStyle = this.colours.post;
      ctx.fillRect(point.x - 4, point.y - 4, 8, 8);
      ctx.strokeStyle = this.colours.halo;
      ctx.lineWidth = 1.5;
      ctx.strokeRect(point.x - 4, point.y - 4, 8, 8);
      this.taken.push([point.x - 5, point.y - 5, point.x + 5, point.y + 5]);
      if (zoom >= 5) this.write(ctx, code, point.x, point.y - 12, `700 11px ${FONT}`, this.colours.post, "center");
    }
  }

  paintCities(ctx, size, at, zoom) {
    const smallest = SMALLEST[Math.min(Math.floor(zoom), SMALLEST.length - 1)];
    let drawn = 0;
    for (const city of this.cities) {
      if (city.people < smallest || drawn >= MOST) break;
      const point = at(city.lat, city.lng);
      if (!inside(point, size, 0)) continue;
      const large = city.people > 400000;
      const font = `${large ? "600 " : ""}${large ? 13 : 12}px ${FONT}`;
      if (!this.write(ctx, city.name, point.x + 6, point.y, font, this.colours.ink, "left")) continue;
      ctx.beginPath();
      ctx.arc(point.x, point.y, large ? 2.6 : 2, 0, 7);
      ctx.fillStyle = this.colours.soft;
      ctx.fill();
      drawn += 1;
    }
  }

  paintAreas(ctx, size, at, features, property, font, spaced) {
    ctx.letterSpacing = spaced ? "1.5px" : "0px";
    for (const feature of features || []) {
      const middle = middleOf(feature);
      const point = at(middle.lat, middle.lng);
      const text = feature.properties[property];
      if (text && inside(point, size, 0)) this.write(ctx, spaced ? text.toUpperCase() : text, point.x, point.y, font, this.colours.soft, "center");
    }
    ctx.letterSpacing = "0px";
  }

  paintRoads(ctx, size, at) {
    const seen = new Set();
    for (const road of this.base.features.interstates || []) {
      const name = road.properties.n;
      if (!name || seen.has(name)) continue;
      const point = onScreen(road, at, size);
      if (point && this.write(ctx, name, point.x, point.y, `600 10px ${FONT}`, this.colours.soft, "center")) seen.add(name);
    }
  }

  /** Writes unless it would cover another name. */
  write(ctx, text, x, y, font, colour, align) {
    ctx.font = font;
    const width = ctx.measureText(text).width;
    const left = align === "center" ? x - width / 2 : x;
    const box = [left - 3, y - 8, left + width + 3, y + 8];
    if (this.taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
    this.taken.push(box);
    ctx.textAlign = align;
    ctx.strokeStyle = this.colours.halo;
    ctx.lineWidth = 3;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
    return true;
  }
}

const inside = (point, size, margin) => point.x > margin && point.y > margin && point.x < size.x - margin && point.y < size.y - margin;

function toLatLng(x, y) {
  return { lng: x * 360 - 180, lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI };
}

/** The middle of the largest ring of a feature, kept after the first question. */
function middleOf(feature) {
  if (feature.middle) return feature.middle;
  let best = { area: -1 };
  for (const line of feature.lines) {
    let area = 0;
    let x = 0;
    let y = 0;
    for (let index = 0; index + 3 < line.length; index += 2) {
      const cross = line[index] * line[index + 3] - line[index + 2] * line[index + 1];
      area += cross;
      x += (line[index] + line[index + 2]) * cross;
      y += (line[index + 1] + line[index + 3]) * cross;
    }
    if (Math.abs(area) > best.area) best = { area: Math.abs(area), x: x / (3 * area), y: y / (3 * area) };
  }
  feature.middle = toLatLng(best.x, best.y);
  return feature.middle;
}

/** A point of the line that is well inside the view, or null. */
function onScreen(road, at, size) {
  road.points ??= road.lines.flatMap((line) => Array.from({ length: line.length / 2 }, (_, index) => toLatLng(line[index * 2], line[index * 2 + 1])));
  const visible = road.points.map((point) => at(point.lat, point.lng)).filter((point) => inside(point, size, 80));
  return visible.length ? visible[Math.floor(visible.length / 2)] : null;
}
