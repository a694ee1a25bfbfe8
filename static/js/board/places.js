/* Layers that stand still: custody facilities, courts. Read once, when first switched on. */

import { h, toast } from "./dom.js";
import { colour } from "./theme.js";

const L = window.L;

const words = () => ({ facilities: gettext("Custody facility"), courts: gettext("Immigration court") });
const SIDES = { facilities: 4, courts: 3 };

const PlaceMark = L.CircleMarker.extend({
  options: { radius: 6, weight: 1.5 },

  _updatePath() {
    if (!this._renderer._drawing || this._empty()) return;
    const ctx = this._renderer._ctx;
    const sides = SIDES[this.options.kind];
    ctx.beginPath();
    for (let side = 0; side < sides; side += 1) {
      const angle = (side / sides) * Math.PI * 2 - (sides === 4 ? Math.PI / 4 : Math.PI / 2);
      ctx.lineTo(this._point.x + 6 * Math.cos(angle), this._point.y + 6 * Math.sin(angle));
    }
    ctx.closePath();
    this._renderer._fillStroke(ctx, this);
  },
});

export class PlaceLayers {
  /** address answers {facilities: [place], courts: [place]}, place = {name, city, state, lat, lng}; null: no such layers */
  constructor(map, address) {
    Object.assign(this, { map, address });
    this.renderer = L.canvas({ pane: "places", padding: 0.3, tolerance: 4 });
    this.groups = Object.fromEntries(Object.keys(SIDES).map((kind) => [kind, L.layerGroup()]));
  }

  async show(kind, on) {
    if (!on) return this.groups[kind].remove();
    try {
      await (this.reading ??= this.read());
    } catch (error) {
      this.reading = null; // the next press tries again
      toast(gettext("The places could not be read. Try again."), "warn");
      throw error;
    }
    this.groups[kind].addTo(this.map);
  }

  async read() {
    const answer = await fetch(this.address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.json();
    for (const kind of Object.keys(this.groups)) for (const place of found[kind] || []) this.groups[kind].addLayer(this.mark(kind, place));
  }

  mark(kind, place) {
    const mark = new PlaceMark([place.lat, place.lng], {
      kind, renderer: this.renderer, pane: "places", color: colour("--ink-2"), fillColor: colour("--surface"), fillOpacity: 0.9,
    });
    const about = [words()[kind], place.city, place.state].filter(Boolean).join(" · ");
    return mark.bindTooltip(() => h("div", {}, h("strong", {}, place.name), h("br"), about), { className: "board-tip" });
  }
}
