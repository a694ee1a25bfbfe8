/* Our own base map: vector files from our own origin, drawn into canvas tiles; names drawn above without collisions. No tile server learns anything. */

import { readFile } from "./files.js";
import { ratio, unitX, unitY } from "./overlay.js";
import { colour, onTheme } from "./theme.js";

const L = window.L;
const WORLD = 256; // CSS pixels of the world's width at zoom 0
const TILE = 512;
const SLICE = 250; // geometries decoded at once, so that no task gets long
const COUNTIES_FROM = 7;
const REST_AFTER = 4000; // towns and roads wait for the alerts

const breathe = () => new Promise((resolve) => setTimeout(resolve));

function shape(line, box) {
  const flat = new Float64Array(line.length * 2);
  line.forEach(([lng, lat], index) => {
    const x = unitX(lng);
    const y = unitY(lat);
    flat[index * 2] = x;
    flat[index * 2 + 1] = y;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  });
  return flat;
}

/** A feature made ready: {id, properties, lines: [Float64Array x,y…], box: [x0,y0,x1,y1]} in units of the world's width. */
function ready(feature) {
  const { type, coordinates } = feature.geometry;
  const lines = type === "LineString" ? [coordinates] : type === "MultiPolygon" ? coordinates.flat() : coordinates;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  return { id: feature.id, properties: feature.properties || {}, lines: lines.map((line) => shape(line, box)), box };
}

async function decode(topology, name) {
  const features = [];
  const { geometries } = topology.objects[name];
  for (let start = 0; start < geometries.length; start += SLICE) {
    const slice = { type: "GeometryCollection", geometries: geometries.slice(start, start + SLICE) };
    for (const feature of window.topojson.feature(topology, slice).features) if (feature.geometry) features.push(ready(feature));
    await breathe();
  }
  return features;
}

/** What is drawn, from the ground up: fill and line are colour tokens; from/to are zooms; width in pixels. */
const LAYERS = [
  { name: "countries", fill: "--map-foreign", line: "--map-state", width: 1 },
  { name: "states", fill: "--map-land" },
  { name: "urban", fill: "--map-urban", from: 6 },
  { name: "lakes", fill: "--map-lake" },
  { name: "rivers", line: "--map-river", width: 1, from: 4 },
  { name: "counties", line: "--map-county", width: 1, from: COUNTIES_FROM },
  { name: "provinces", line: "--map-county", width: 1, from: 4 },
  { name: "interstates", line: "--map-road", width: 1, from: 5 },
  { name: "states", line: "--map-state", width: 1 },
  { name: "jurisdictions", line: "--map-district", width: 1.4, districts: true, dash: [5, 4] },
];

const Tiles = L.GridLayer.extend({
  options: { tileSize: TILE, updateWhenZooming: false, keepBuffer: 1, noWrap: true, className: "base-tile", pane: "tilePane" },

  initialize(base) {
    L.GridLayer.prototype.initialize.call(this);
    this.base = base;
  },

  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = TILE * ratio();
    canvas.getContext("2d", { alpha: false }).scale(ratio(), ratio());
    this.base.paints.add(canvas, coords, () => done(null, canvas));
    return canvas;
  },
});

/** Draws one tile per task: a zoom needs a dozen, and an alert that arrives meanwhile must not wait for them all. */
class Paints {
  constructor(draw) {
    this.draw = draw;
    this.tiles = new Map(); // canvas: {coords, due, done}
    this.running = false;
  }

  add(canvas, coords, done) {
    this.tiles.set(canvas, { coords, due: true, done });
    this.run();
  }

  drop(canvas) {
    this.tiles.delete(canvas);
  }

  /** All again, in place: nothing goes blank meanwhile. */
  again() {
    for (const tile of this.tiles.values()) tile.due = true;
    this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (await breathe(); ; await breathe()) { // Leaflet must know the tile before it is told that it is done
      const next = [...this.tiles].find(([, tile]) => tile.due);
      if (!next) break;
      const [canvas, tile] = next;
      tile.due = false;
      this.draw(canvas.getContext("2d"), tile.coords);
      tile.done?.();
      tile.done = null;
    }
    this.running = false;
  }
}

export class BaseMap {
  /** `showRest()`: what is below states and districts may come now; it comes by itself after some seconds.
      files: {overview, counties, context} addresses; own: codes of the reader's posts, whose districts stand out */
  constructor(map, files, own) {
    Object.assign(this, { map, files, own: new Set(own) });
    this.features = {};
    this.showDistricts = true;
    this.paints = new Paints((ctx, coords) => this.drawTile(ctx, coords));
    this.tiles = new Tiles(this).on("tileunload", ({ tile }) => this.paints.drop(tile)).addTo(map);
    map.on("zoomend", () => this.wantCounties());
    this.rest = new Promise((settle) => (this.showRest = settle));
    setTimeout(this.showRest, REST_AFTER);
    onTheme(() => this.redraw());
    this.loading = this.load();
  }

  async load() {
    const overview = await readFile(this.files.overview);
    this.features.states = await decode(overview, "states");
    this.features.jurisdictions = await decode(overview, "jurisdictions");
    this.redraw();
    this.map.getContainer().dataset.base = "districts"; // for tests and benchmarks
    await this.rest;
    const context = await readFile(this.files.context);
    for (const name of ["countries", "provinces", "lakes", "rivers", "urban", "interstates"]) this.features[name] = await decode(context, name);
    this.redraw();
    this.wantCounties();
  }

  async wantCounties() {
    if (this.counties || this.map.getZoom() < COUNTIES_FROM) return;
    this.counties = true;
    this.features.counties = await decode(await readFile(this.files.counties), "counties");
    this.redraw();
  }

  redraw() {
    this.paints.again();
    this.onChange?.();
  }

  /** Whose districts stand out. */
  setOwn(codes) {
    this.own = new Set(codes);
    this.redraw();
  }

  setDistricts(on) {
    this.showDistricts = on;
    this.redraw();
  }

  drawTile(ctx, { x, y, z }) {
    const view = { scale: WORLD * 2 ** z, x: x * TILE, y: y * TILE, zoom: z };
    view.box = [(view.x - 8) / view.scale, (view.y - 8) / view.scale, (view.x + TILE + 8) / view.scale, (view.y + TILE + 8) / view.scale];
    ctx.fillStyle = colour("--map-water");
    ctx.fillRect(0, 0, TILE, TILE);
    ctx.lineJoin = "round";
    for (const layer of LAYERS) {
      if (z < (layer.from || 0) || (layer.districts && !this.showDistricts)) continue;
      this.drawLayer(ctx, layer, view);
    }
    if (this.showDistricts) this.drawOwn(ctx, view);
  }

  drawLayer(ctx, layer, view) {
    ctx.beginPath();
    for (const feature of this.features[layer.name] || []) if (touches(feature.box, view.box)) trace(ctx, feature, view, Boolean(layer.fill));
    if (layer.fill) {
      ctx.fillStyle = colour(layer.fill);
      ctx.fill("evenodd");
    }
    if (layer.line) {
      ctx.setLineDash(layer.dash || []);
      ctx.strokeStyle = colour(layer.line);
      ctx.lineWidth = layer.width * (view.zoom >= 9 ? 1.5 : 1);
      ctx.stroke();
    }
    ctx.setLineDash([]);
  }

  drawOwn(ctx, view) {
    ctx.beginPath();
    for (const feature of this.features.jurisdictions || []) if (this.own.has(feature.id) && touches(feature.box, view.box)) trace(ctx, feature, view, true);
    ctx.strokeStyle = colour("--map-district");
    ctx.lineWidth = 3;
    ctx.stroke();
  }
}

const touches = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

/** Adds a feature's lines to the path, leaving out steps that are smaller than half a pixel. */
function trace(ctx, feature, view, close) {
  for (const line of feature.lines) {
    let lastX = line[0] * view.scale - view.x;
    let lastY = line[1] * view.scale - view.y;
    ctx.moveTo(lastX, lastY);
    for (let index = 2; index < line.length; index += 2) {
      const x = line[index] * view.scale - view.x;
      const y = line[index + 1] * view.scale - view.y;
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.6 && index < line.length - 2) continue;
      ctx.lineTo(x, y);
      lastX = x;
      lastY = y;
    }
    if (close) ctx.closePath();
  }
}
