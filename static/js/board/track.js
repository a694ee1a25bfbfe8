/* The selected alert's track: read from the server, which has judged it, and drawn as what it is. Believed fixes are small filled dots joined by
   a line with times; what was held back is hollow (a ring: impossible jump, a square: simulated) and no line leads there. */

import { h } from "./dom.js";
import { clockTime, exactTime, sourceWord, ticking, zoneOf } from "./format.js";
import { perPause } from "./frame.js";
import { Overlay, unitX, unitY } from "./overlay.js";
import { colour, onTheme } from "./theme.js";

const READ_EVERY = 30000; // a fix that is held back changes no card: nobody tells us
const SETTLE = 200; // arrowing past an alert asks for nothing
const LABELS = 8;
const LABEL_ROOM = 54; // pixels between two times
const FONT = "600 11px system-ui, sans-serif";

const isBelieved = (fix) => fix.judgement === "ok" || fix.judgement === "late";

export class Track {
  /** parts: {map: the Leaflet map, api, store, onChange: f()} */
  constructor(parts) {
    Object.assign(this, parts);
    this.id = null;
    this.data = null;
    this.points = [];
    this.soon = perPause(250, () => this.read());
    const pane = this.map.createPane("track");
    pane.style.zIndex = 440;
    pane.style.pointerEvents = "none";
    this.overlay = new Overlay("track", (ctx, view) => this.paint(ctx, view));
    this.overlay.addTo(this.map);
    onTheme(() => this.overlay.redraw());
    this.store.listen(() => this.id && this.store.get(this.id)?.version !== this.version && this.soon());
    setInterval(() => this.id && !document.hidden && this.read(), READ_EVERY);
  }

  show(id) {
    if (this.id === id) return;
    this.id = id;
    this.take(null);
    clearTimeout(this.settling);
    if (id) this.settling = setTimeout(() => this.read(), SETTLE);
  }

  /** Of this alert, or null while it is not read. */
  of(id) {
    return this.id === id ? this.data : null;
  }

  /** Metres a second at which the circle of this alert grows. */
  pace(id) {
    return this.of(id)?.pace_m_s;
  }

  async read() {
    const { id } = this;
    const card = id && this.store.get(id);
    if (!card) return;
    this.version = card.version;
    try {
      const data = await this.api.get(`alerts/${id}/track/`);
      if (this.id === id && JSON.stringify(data) !== JSON.stringify(this.data)) this.take(data);
    } catch {
      /* the place on the card stays; read again in a while */
    }
  }

  take(data) {
    this.data = data;
    this.points = (data?.items || []).map((fix) => ({ ...fix, x: unitX(fix.lng), y: unitY(fix.lat) }));
    this.overlay.redraw();
    this.onChange();
  }

  /* ---- drawing ---- */

  paint(ctx, view) {
    if (this.data?.precision !== "exact" || this.points.length < 2) return;
    const placed = this.points.map((fix) => ({ fix, x: fix.x * view.scale - view.x, y: fix.y * view.scale - view.y }));
    const believed = placed.filter(({ fix }) => isBelieved(fix));
    ctx.lineJoin = "round";
    this.line(ctx, believed);
    for (const point of placed) this.dot(ctx, point, point === believed.at(-1));
    this.times(ctx, believed, placed.filter(({ fix }) => !isBelieved(fix)));
  }

  line(ctx, points) {
    for (const [stroke, width] of [[colour("--map-halo"), 5], [colour("--ink-2"), 2]]) {
      ctx.beginPath();
      for (const { x, y } of points) ctx.lineTo(x, y);
      ctx.strokeStyle = stroke;
      ctx.lineWidth = width;
      ctx.stroke();
    }
  }

  dot(ctx, { fix, x, y }, isNewest) {
    if (isNewest) return; // the alert's own mark stands there
    ctx.beginPath();
    if (fix.judgement === "mock") ctx.rect(x - 5, y - 5, 10, 10);
    else ctx.arc(x, y, fix.judgement === "jump" ? 5.5 : 3, 0, Math.PI * 2);
    if (isBelieved(fix)) {
      ctx.fillStyle = colour("--ink");
      ctx.fill();
      ctx.strokeStyle = colour("--map-halo");
      ctx.lineWidth = 1;
    } else {
      ctx.strokeStyle = colour("--map-halo");
      ctx.lineWidth = 5;
      ctx.stroke();
      ctx.strokeStyle = colour("--warn");
      ctx.lineWidth = 2;
      ctx.setLineDash([3, 2]);
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /** Times from the newest back, as many as there is room for; what was held back says why. */
  times(ctx, believed, heldBack) {
    const zone = zoneOf(this.store.get(this.id)?.post);
    const taken = [];
    const write = ({ fix, x, y }, text, ink) => {
      if (taken.length >= LABELS || taken.some((other) => Math.abs(other.x - x) < LABEL_ROOM && Math.abs(other.y - y) < 18)) return;
      taken.push({ x, y });
      ctx.font = FONT;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.strokeStyle = colour("--map-halo");
      ctx.lineWidth = 3;
      ctx.strokeText(text, x + 9, y + 11);
      ctx.fillStyle = ink;
      ctx.fillText(text, x + 9, y + 11);
    };
    for (const point of believed.toReversed()) write(point, clockTime(Date.parse(point.fix.fixed_at), zone), colour("--ink"));
    const words = { jump: gettext("jump"), mock: gettext("simulated") };
    for (const point of heldBack.toReversed()) write(point, `${words[point.fix.judgement]} ${clockTime(Date.parse(point.fix.fixed_at), zone)}`, colour("--warn"));
  }
}

/** The three times of the newest believed fix, and in words what was held back: rows of the panel's list. */
export function trackRows(data, card) {
  const newest = data?.items.filter(isBelieved).at(-1);
  if (!newest || data.precision !== "exact") return [];
  const zone = zoneOf(card.post);
  const row = (word, at) => [h("dt", {}, word), at ? h("dd", {}, h("time", { class: "num", datetime: at, title: exactTime(at, zone) }, clockTime(Date.parse(at), zone, true))) : h("dd", { class: "muted" }, gettext("not stated"))];
  return [
    h("dt", {}, gettext("Fixed")), h("dd", {}, ticking(h("time", { datetime: newest.fixed_at }), "ago", newest.fixed_at, zone),
      h("span", { class: "muted" }, ` · ${clockTime(Date.parse(newest.fixed_at), zone, true)} · ${sourceWord(newest.source)}`)),
    row(gettext("Sent"), newest.sent_at), row(gettext("Arrived"), newest.received_at),
    h("dt", {}, gettext("Track")), h("dd", {}, interpolate(ngettext("%s fix", "%s fixes", data.items.length), [data.items.length]), late(data)),
  ];
}

const late = (data) => {
  const count = data.items.filter((fix) => fix.judgement === "late").length;
  return count ? h("span", { class: "muted" }, ` · ${interpolate(ngettext("%s came late", "%s came late", count), [count])}`) : null;
};

/** "2 simulated fixes and 1 impossible jump were not used.", or null. */
export function heldBack(data) {
  if (!data) return null;
  const { mock, jump } = data.held_back;
  const parts = [
    mock && interpolate(ngettext("%s simulated fix", "%s simulated fixes", mock), [mock]),
    jump && interpolate(ngettext("%s impossible jump", "%s impossible jumps", jump), [jump]),
  ].filter(Boolean);
  if (!parts.length) return null;
  return h("p", { class: "notice notice-warn", data: { testid: "held-back" } }, h("span", {}, interpolate(gettext("Not used: %s."), [parts.join(", ")])));
}
