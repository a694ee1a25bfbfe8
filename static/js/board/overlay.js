/* A canvas over the whole map, drawn again after each move, carried along during a drag and scaled during a zoom. */

const L = window.L;
const PAD = 0.15; // drawn beyond the view, so that a small drag shows something at once
const WORLD = 256; // CSS pixels of the world's width at zoom 0

export const unitX = (lng) => (lng + 180) / 360;

/** Web Mercator in units of the world's width, from the top. */
export function unitY(lat) {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

export const ratio = () => Math.min(2, window.devicePixelRatio || 1);

/** `paint(ctx, view)`: view = {width, height, zoom, scale, x, y}; a unit point is drawn at (ux * scale - x, uy * scale - y). */
export const Overlay = L.Layer.extend({
  initialize(pane, paint) {
    this.paint = paint;
    this.options = { pane };
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated board-overlay", map.getPane(this.options.pane));
    map.on("moveend zoomend resize viewreset", this.reset, this);
    if (map.options.zoomAnimation) map.on("zoomanim", this.animate, this);
    this.reset();
  },

  animate(event) {
    const corner = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, corner, this._map.getZoomScale(event.zoom, this.view.zoom));
  },

  reset() {
    const map = this._map;
    const size = map.getSize();
    const pad = size.multiplyBy(PAD).round();
    const whole = size.add(pad.multiplyBy(2));
    const origin = map.containerPointToLayerPoint(pad.multiplyBy(-1));
    const corner = map.getPixelOrigin().add(origin);
    this.corner = map.layerPointToLatLng(origin);
    let before = this.view;
    this.view = { width: whole.x, height: whole.y, zoom: map.getZoom(), scale: WORLD * 2 ** map.getZoom(), x: corner.x, y: corner.y };
    if (this.canvas.width !== whole.x * ratio() || this.canvas.height !== whole.y * ratio()) {
      before = null; // a canvas forgets its picture with its size
      this.canvas.width = whole.x * ratio();
      this.canvas.height = whole.y * ratio();
      this.canvas.style.width = `${whole.x}px`;
      this.canvas.style.height = `${whole.y}px`;
    }
    L.DomUtil.setPosition(this.canvas, origin);
    if (!before || Object.keys(before).some((name) => before[name] !== this.view[name])) this.redraw(); // one zoom resets several times
  },

  redraw() {
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio(), 0, 0, ratio(), 0, 0);
    ctx.clearRect(0, 0, this.view.width, this.view.height);
    this.paint(ctx, this.view);
  },
});
