/* How alerts look on the map: a shape for every meaning, so that none depends on colour alone. Drawn once per look, then stamped. */

import { isMock, number } from "./format.js";
import { GROUPS, groupOf } from "./order.js";
import { ratio } from "./overlay.js";
import { colour, onTheme } from "./theme.js";

export const SIZE = 36;
export const NUMBER_SIZE = 48;

let stamps = new Map(); // by what decides the look
let known = new WeakMap(); // by the look itself: thousands are asked for at each zoom
onTheme(() => {
  stamps = new Map();
  known = new WeakMap();
});

/** What decides the look of an alert's mark. */
export const lookOf = (card, me, selected) => ({
  group: groupOf(card, me),
  struck: card.marks.includes("cancel_pending"),
  duress: card.marks.includes("duress"),
  drill: card.drill,
  mock: isMock(card),
  urgent: card.priority === 0,
  selected,
});

/** A picture of SIZE x SIZE CSS pixels; like looks have the same one. */
export function stamp(look) {
  const mine = known.get(look);
  if (mine) return mine;
  const key = Object.values(look).join();
  if (!stamps.has(key)) stamps.set(key, drawn((ctx) => mark(ctx, look)));
  known.set(look, stamps.get(key));
  return stamps.get(key);
}

export const numberRadius = (n) => (n >= 1000 ? 22 : n >= 100 ? 18 : n >= 10 ? 15 : 12);

/** A picture of NUMBER_SIZE x NUMBER_SIZE CSS pixels: so many alerts that would cover each other. */
export function numberStamp(n) {
  const key = `n${n}`;
  if (!stamps.has(key)) stamps.set(key, drawn((ctx) => count(ctx, n), NUMBER_SIZE));
  return stamps.get(key);
}

function count(ctx, n) {
  disc(ctx, numberRadius(n), colour("--surface"), colour("--other"));
  ctx.font = "600 11px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = colour("--ink");
  ctx.fillText(number(n), 0, 0);
}

/** An ImageBitmap where the browser can make one: stamped in a quarter of the time that a canvas takes. */
function drawn(draw, size = SIZE) {
  const canvas = window.OffscreenCanvas ? new OffscreenCanvas(size * ratio(), size * ratio()) : document.createElement("canvas");
  canvas.width = canvas.height = size * ratio();
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio(), ratio());
  ctx.translate(size / 2, size / 2);
  ctx.lineJoin = "round";
  draw(ctx);
  return canvas.transferToImageBitmap?.() || canvas;
}

function mark(ctx, look) {
  if (look.selected) ring(ctx, 15, 3, colour("--ink"));
  if (look.mock) hollow(ctx, look);
  else if (look.duress) duress(ctx);
  else SHAPES[look.group](ctx, look);
  if (look.drill && !look.mock) hatch(ctx);
  if (look.struck) strike(ctx);
}

/** A simulated position: a broken outline and nothing inside, whoever has it. */
function hollow(ctx, look) {
  const line = colour(look.drill ? "--other" : OUTLINES[look.group]);
  for (const [stroke, width, dash] of [[colour("--map-halo"), 6, []], [look.duress ? colour("--alarm-fill") : line, 2.5, [4, 3]]]) {
    ctx.beginPath();
    if (look.group === GROUPS.mine || look.group === GROUPS.offered) ctx.rect(-7, -7, 14, 14);
    else ctx.arc(0, 0, 8, 0, Math.PI * 2);
    ctx.setLineDash(dash);
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

const OUTLINES = {
  [GROUPS.unclaimed]: "--alarm-fill", [GROUPS.due]: "--warn-fill", [GROUPS.offered]: "--mine-fill", [GROUPS.stale]: "--warn-fill", [GROUPS.mine]: "--mine-fill", [GROUPS.others]: "--other", [GROUPS.handled]: "--other",
};

const SHAPES = {
  // a filled disc inside a ring: nobody has it
  [GROUPS.unclaimed](ctx, look) {
    ring(ctx, look.urgent ? 11.5 : 10.5, look.urgent ? 2.5 : 1.5, colour("--alarm-fill"));
    disc(ctx, 7, colour("--alarm-fill"), colour("--surface"));
  },
  // a filled diamond: a promise is due
  [GROUPS.due](ctx) {
    ctx.beginPath();
    for (const [x, y] of [[0, -9], [9, 0], [0, 9], [-9, 0]]) ctx.lineTo(x, y);
    ctx.closePath();
    paint(ctx, colour("--warn-fill"), colour("--surface"), 2);
  },
  // a hollow square: it may become mine
  [GROUPS.offered](ctx) {
    ctx.beginPath();
    ctx.roundRect(-7, -7, 14, 14, 3);
    paint(ctx, colour("--surface"), colour("--mine-fill"), 3);
  },
  // a hollow diamond: somebody had it
  [GROUPS.stale](ctx) {
    ctx.beginPath();
    for (const [x, y] of [[0, -8], [8, 0], [0, 8], [-8, 0]]) ctx.lineTo(x, y);
    ctx.closePath();
    paint(ctx, colour("--surface"), colour("--warn-fill"), 2.5);
  },
  // a solid square: mine
  [GROUPS.mine](ctx) {
    ctx.beginPath();
    ctx.roundRect(-7, -7, 14, 14, 3);
    paint(ctx, colour("--mine-fill"), colour("--surface"), 2);
  },
  // a hollow disc: a colleague has it
  [GROUPS.others](ctx) {
    disc(ctx, 5.5, colour("--surface"), colour("--other"), 2.5);
  },
  // a small dot: done
  [GROUPS.handled](ctx) {
    disc(ctx, 3.5, colour("--other"), colour("--surface"), 1);
  },
};

function paint(ctx, fill, line, width) {
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = line;
  ctx.lineWidth = width;
  ctx.stroke();
}

function disc(ctx, radius, fill, line, width = 2) {
  ctx.beginPath();
  ctx.arc(0, 0, radius, 0, Math.PI * 2);
  paint(ctx, fill, line, width);
}

function ring(ctx, radius, width, line) {
  ctx.beginPath();
  ctx.arc(0, 0, radius, 0, Math.PI * 2);
  ctx.strokeStyle = line;
  ctx.lineWidth = width;
  ctx.stroke();
}

function duress(ctx) {
  disc(ctx, 9, colour("--alarm-fill"), colour("--surface"));
  ctx.fillStyle = colour("--on-fill");
  ctx.fillRect(-6, -2, 12, 4);
}

function strike(ctx) {
  for (const [line, width] of [[colour("--surface"), 5], [colour("--ink"), 2.5]]) {
    ctx.beginPath();
    ctx.moveTo(-10, 10);
    ctx.lineTo(10, -10);
    ctx.strokeStyle = line;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}

function hatch(ctx) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(0, 0, 8, 0, Math.PI * 2);
  ctx.clip();
  ctx.strokeStyle = colour("--surface");
  ctx.lineWidth = 1.6;
  for (let step = -16; step <= 16; step += 4) {
    ctx.beginPath();
    ctx.moveTo(step - 8, 8);
    ctx.lineTo(step + 8, -8);
    ctx.stroke();
  }
  ctx.restore();
}
