/* Layers that stand still: custody facilities, courts, offices. Read once, when first switched on. */

import { h } from "./dom.js";

const L = window.L;

const words = () => ({ custody: gettext("Custody facility"), court: gettext("Immigration court"), office: gettext("Authority's office") });
const SIDES = { custody: 4, court: 3, office: 6 };

const PlaceMark = L.CircleMarker.extend({
  options: { radius: 6, weight: 1.5 },

  _updatePath() {
    if (!this._renderer._drawing || this._empty()) return;
    const ctx = this._renderer._ctx;
    const sides = SIDES[this.options.kind] || 4;
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
  /** address: a GeoJSON FeatureCollection of points with {kind: custody|court|office, name, city?, state?}; null: no such layers */
  constructor(map, address, renderer) {
    Object.assign(this, { map, address, renderer });
    this.groups = Object.fromEntries(Object.keys(SIDES).map((kind) => [kind, L.layerGroup()]));
  }

  async show(kind, on) {
    if (!on) return this.groups[kind].remove();
    await (this.reading ??= this.read());
    this.groups[kind].addTo(this.map).eachLayer((mark) => mark.bringToBack()); // one canvas for all that can be pointed at
  }

  async read() {
    const { features } = await (await fetch(this.address, { credentials: "same-origin" })).json();
    const style = getComputedStyle(document.documentElement);
    for (const { properties, geometry } of features) {
      const [lng, lat] = geometry.coordinates;
      const mark = new PlaceMark([lat, lng], {
        kind: properties.kind, renderer: this.renderer, pane: "alerts", color: style.getPropertyValue("--ink-2").trim(), fillColor: style.getPropertyValue("--surface").trim(), fillOpacity: 0.9,
      });
      mark.bindTooltip(() => h("div", {}, h("strong", {}, properties.name), h("br"), [words()[properties.kind], properties.city, properties.state].filter(Boolean).join(" · ")), { className: "board-tip" });
      this.groups[properties.kind]?.addLayer(mark);
    }
  }
}
