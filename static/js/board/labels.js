/* Names on the map: cities by size, states, counties, roads, posts; the larger name wins and none covers another. */

import { readFile } from "./files.js";
import { Overlay, unitX, unitY } from "./overlay.js";
import { colour } from "./theme.js";

const MOST = 220;
const SMALLEST = [9e9, 9e9, 9e9, 4e6, 1.2e6, 500000, 220000, 90000, 45000, 20000]; // people, by zoom
const LARGE = 400000;
const FONT = "system-ui, sans-serif";
const ROADS_MARGIN = 80;

const isPlaced = (post) => post.lat !== null && post.lat !== undefined;

export class Labels {
  /** posts: {CODE: {name, lat, lng}}; base: the BaseMap whose features give the other names */
  constructor(map, base, citiesAddress, posts) {
    Object.assign(this, { map, base });
    this.cities = [];
    this.posts = Object.entries(posts).filter(([, post]) => isPlaced(post)).map(([code, post]) => ({ code, x: unitX(post.lng), y: unitY(post.lat) }));
    this.showPosts = true;
    this.overlay = new Overlay("labels", (ctx, view) => this.paint(ctx, view));
    this.overlay.addTo(map);
    base.onChange = () => this.overlay.redraw();
    this.load(citiesAddress);
  }

  async load(address) {
    const { rows } = await readFile(address);
    this.cities = rows.map(([name, , lng, lat, people]) => ({ name, x: unitX(lng), y: unitY(lat), people }));
    this.overlay.redraw();
  }

  setPosts(on) {
    this.showPosts = on;
    this.overlay.redraw();
  }

  paint(ctx, view) {
    this.taken = [];
    this.colours = { ink: colour("--map-label"), soft: colour("--map-label-2"), halo: colour("--map-halo"), post: colour("--map-district") };
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    if (this.showPosts) this.paintPosts(ctx, view);
    this.paintCities(ctx, view);
    if (view.zoom >= 4 && view.zoom <= 7) this.paintAreas(ctx, view, this.base.features.states, `600 11px ${FONT}`, true);
    if (view.zoom >= 9) this.paintAreas(ctx, view, this.base.features.counties, `italic 12px ${FONT}`, false);
    if (view.zoom >= 7) this.paintRoads(ctx, view);
  }

  paintPosts(ctx, view) {
    for (const post of this.posts) {
      const point = place(post, view);
      if (!point) continue;
      ctx.fillStyle = this.colours.post;
      ctx.fillRect(point.x - 4, point.y - 4, 8, 8);
      ctx.strokeStyle = this.colours.halo;
      ctx.lineWidth = 1.5;
      ctx.strokeRect(point.x - 4, point.y - 4, 8, 8);
      if (view.zoom >= 5) this.write(ctx, post.code, point.x, point.y - 15, `700 11px ${FONT}`, this.colours.ink, "center");
    }
  }

  paintCities(ctx, view) {
    const smallest = SMALLEST[Math.min(Math.floor(view.zoom), SMALLEST.length - 1)];
    let drawn = 0;
    for (const city of this.cities) {
      if (city.people < smallest || drawn >= MOST) break;
      const point = place(city, view);
      if (!point) continue;
      const large = city.people > LARGE;
      const font = `${large ? "600 13px" : "12px"} ${FONT}`;
      if (!this.write(ctx, city.name, point.x + 6, point.y, font, this.colours.ink, "left")) continue;
      ctx.beginPath();
      ctx.arc(point.x, point.y, large ? 2.6 : 2, 0, 7);
      ctx.fillStyle = this.colours.soft;
      ctx.fill();
      drawn += 1;
    }
  }

  paintAreas(ctx, view, features, font, spaced) {
    ctx.letterSpacing = spaced ? "1.5px" : "0px";
    for (const feature of features || []) {
      const point = place(middleOf(feature), view);
      const text = feature.properties.n;
      if (point && text) this.write(ctx, spaced ? text.toUpperCase() : text, point.x, point.y, font, this.colours.soft, "center");
    }
    ctx.letterSpacing = "0px";
  }

  paintRoads(ctx, view) {
    const seen = new Set();
    for (const road of this.base.features.interstates || []) {
      const name = road.properties.n;
      if (!name || seen.has(name)) continue;
      const point = onScreen(road, view);
      if (point && this.write(ctx, name, point.x, point.y, `600 10px ${FONT}`, this.colours.soft, "center")) seen.add(name);
    }
  }

  /** Writes unless it would cover another name. */
  write(ctx, text, x, y, font, ink, align) {
    ctx.font = font;
    const width = ctx.measureText(text).width;
    const left = align === "center" ? x - width / 2 : x;
    const box = [left - 3, y - 7, left + width + 3, y + 7];
    if (this.taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
    this.taken.push(box);
    ctx.textAlign = align;
    ctx.strokeStyle = this.colours.halo;
    ctx.lineWidth = 3;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = ink;
    ctx.fillText(text, x, y);
    return true;
  }
}

/** Where a unit point is in the view, or null outside of it. */
function place(unit, view, margin = 0) {
  const x = unit.x * view.scale - view.x;
  const y = unit.y * view.scale - view.y;
  return x > margin && y > margin && x < view.width - margin && y < view.height - margin ? { x, y } : null;
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
  feature.middle = { x: best.x, y: best.y };
  return feature.middle;
}

/** The middle one of the line's points that are well inside the view, or null. */
function onScreen(road, view) {
  const visible = [];
  for (const line of road.lines) {
    for (let index = 0; index < line.length; index += 2) {
      const point = place({ x: line[index], y: line[index + 1] }, view, ROADS_MARGIN);
      if (point) visible.push(point);
    }
  }
  return visible.length ? visible[visible.length >> 1] : null;
}
