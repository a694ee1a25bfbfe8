/* The wall's map: districts and how many alerts each has, at its seat; no alert has a place here. */

import { BaseMap } from "../board/basemap.js";
import { h } from "../board/dom.js";
import { number } from "../board/format.js";
import { Labels } from "../board/labels.js";

const L = window.L;

export class DistrictMap {
  /** parts: {box, files: addresses of the map's files, posts: {CODE: {name, lat, lng}}} */
  constructor({ box, files, posts }) {
    this.posts = posts;
    this.map = L.map(box, { preferCanvas: true, zoomControl: false, attributionControl: false, dragging: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, keyboard: false, touchZoom: false, minZoom: 2 });
    const pane = this.map.createPane("labels");
    pane.style.zIndex = 350;
    pane.style.pointerEvents = "none";
    this.map.setView([39, -97], 4);
    this.base = new BaseMap(this.map, files, []);
    this.base.showRest();
    new Labels(this.map, this.base, files.cities, posts);
    this.counts = L.layerGroup().addTo(this.map);
    this.base.loading.then(() => this.code && this.turnTo(this.code));
    new ResizeObserver(() => {
      this.map.invalidateSize({ pan: false });
      if (this.code) this.turnTo(this.code);
    }).observe(box);
  }

  /** Numbers for all, the view on one. */
  show(posts, code) {
    this.counts.clearLayers();
    for (const post of posts) {
      const seat = this.posts[post.code];
      if (!post.open || seat?.lat === null || seat?.lat === undefined) continue;
      const html = h("span", { class: `wall-count ${post.unclaimed ? "is-alarm" : ""}` }, number(post.open));
      L.marker([seat.lat, seat.lng], { interactive: false, keyboard: false, icon: L.divIcon({ className: "wall-pin", html, iconSize: null }) }).addTo(this.counts);
    }
    if (code && code !== this.code) this.turnTo(code);
  }

  turnTo(code) {
    this.code = code;
    const district = (this.base.features.jurisdictions || []).find((feature) => feature.id === code);
    const seat = this.posts[code];
    this.base.setOwn([code]);
    if (district) this.map.fitBounds(corners(district.box), { animate: false, maxZoom: 9, padding: [16, 16] });
    else if (seat && seat.lat !== null) this.map.setView([seat.lat, seat.lng], 5, { animate: false });
    else this.map.setView([39, -97], 4, { animate: false });
  }
}

/** From units of the world's width (see overlay.js) back to latitude and longitude. */
function corners([left, top, right, bottom]) {
  const lat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return [[lat(bottom), left * 360 - 180], [lat(top), right * 360 - 180]];
}
