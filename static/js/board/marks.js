/* How alerts look on the canvas: a shape for every meaning, so that none depends on colour alone. */

import { token } from "./basemap.js";
import { groupOf, GROUPS } from "./order.js";

const L = window.L;

let colours = {};
export function readColours() {
  colours = Object.fromEntries(["--alarm-fill", "--mine-fill", "--other", "--warn-fill", "--surface", "--ink", "--on-fill"].map((name) => [name, token(name)]));
}

export const lookOf = (card, me, selected) => ({
  group: groupOf(card, me),
  struck: card.marks.includes("cancel_pending"),
  duress: card.marks.includes("duress"),
  drill: Boolean(card.drill) || card.marks.includes("drill"),
  urgent: card.priority === 0,
  coarse: card.location.precision === "1km",
  selected,
});

/** A point on the alerts' canvas that draws itself by its look. */
export const AlertMark = L.CircleMarker.extend({
  setLook(look) {
    this.look = look;
    this.setRadius(look.selected ? 16 : look.group <= GROUPS.mine || look.duress ? 12 : 8);
  },

  _updatePath() {
    if (!this._renderer._drawing || this._empty()) return;
    drawMark(this._renderer._ctx, this._point, this.look);
  },
});

export function drawMark(ctx, { x, y }, look) {
  ctx.save();
  ctx.translate(x, y);
  ctx.lineJoin = "round";
  if (look.selected) ring(ctx, 15, 3, colours["--ink"]);
  if (look.duress) duress(ctx);
  else DRAW[look.group](ctx, look);
  if (look.drill) hatch(ctx);
  if (look.struck) strike(ctx);
  ctx.restore();
}

const DRAW = {
  // a filled disc inside a ring: nobody has it
  [GROUPS.unclaimed](ctx, look) {
    ring(ctx, look.urgent ? 11.5 : 10.5, look.urgent ? 2.5 : 1.5, colours["--alarm-fill"]);
    disc(ctx, 7, colours["--alarm-fill"], colours["--surface"]);
  },
  // a hollow diamond: somebody had it
  [GROUPS.stale](ctx) {
    diamond(ctx, 8, colours["--surface"], colours["--warn-fill"], 2.5);
  },
  // a solid square: mine
  [GROUPS.mine](ctx) {
    ctx.beginPath();
    ctx.roundRect(-7, -7, 14, 14, 3);
    paint(ctx, colours["--mine-fill"], colours["--surface"], 2);
  },
  // a hollow disc: a colleague has it
  [GROUPS.others](ctx) {
    disc(ctx, 5.5, colours["--surface"], colours["--other"], 2.5);
  },
  // a small dot: done
  [GROUPS.handled](ctx) {
    disc(ctx, 3.5, colours["--other"], colours["--surface"], 1);
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

function diamond(ctx, radius, fill, line, width) {
  ctx.beginPath();
  ctx.moveTo(0, -radius);
  ctx.lineTo(radius, 0);
  ctx.lineTo(0, radius);
  ctx.lineTo(-radius, 0);
  ctx.closePath();
  paint(ctx, fill, line, width);
}

function duress(ctx) {
  disc(ctx, 9, colours["--alarm-fill"], colours["--surface"]);
  ctx.fillStyle = colours["--on-fill"];
  ctx.fillRect(-6, -2, 12, 4);
}

function strike(ctx) {
  for (const [line, width] of [[colours["--surface"], 5], [colours["--ink"], 2.5]]) {
    ctx.beginPath();
    ctx.moveTo(-10, 10);
    ctx.lineTo(10, -10);
    ctx.strokeStyle = line;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}

function hatch(ctx) {
  ctx.beginPath();
  ctx.arc(0, 0, 8, 0, Math.PI * 2);
  ctx.clip();
  ctx.strokeStyle = colours["--surface"];
  ctx.lineWidth = 1.6;
  for (let step = -16; step <= 16; step += 4) {
    ctx.beginPath();
    ctx.moveTo(step - 8, 8);
    ctx.lineTo(step + 8, -8);
    ctx.stroke();
  }
}
