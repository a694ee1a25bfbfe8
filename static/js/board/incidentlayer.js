/* Incidents on the map: a dashed circle around each, and its name and number of people in words. */

import { h, icon } from "./dom.js";
import { incidentName } from "./incidents.js";
import { perPause } from "./frame.js";
import { colour, onTheme } from "./theme.js";

const L = window.L;

export class IncidentLayer {
  /** parts: {map: Leaflet's, renderer, incidents, onOpen: f(id, container point of the click or nothing)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.layer = L.layerGroup().addTo(this.map);
    this.drawn = "";
    this.redraw = perPause(60, () => this.draw());
    this.incidents.listen(this.redraw);
    onTheme(() => this.draw(true));
  }

  draw(again = false) {
    const open = this.incidents.open().filter((incident) => incident.location);
    const key = JSON.stringify(open.map(({ id, location, people, place }) => [id, location, people, place]));
    if (key === this.drawn && !again) return;
    this.drawn = key;
    this.layer.clearLayers();
    for (const incident of open) {
      this.layer.addLayer(this.circle(incident));
      this.layer.addLayer(this.label(incident));
    }
  }

  circle({ location, drill }) {
    const line = colour(drill ? "--other" : "--alarm-fill");
    return L.circle([location.lat, location.lng], {
      renderer: this.renderer, pane: "circles", interactive: false, radius: location.radius_m, color: line, weight: 3, opacity: 0.9, dashArray: "10 6", fillColor: line, fillOpacity: 0.06,
    });
  }

  /** On the northern edge of the circle, below every alert that is there as well. */
  label(incident) {
    const { lat, lng, radius_m } = incident.location;
    const words = interpolate(ngettext("%(name)s · %(n)s person", "%(name)s · %(n)s people", incident.people), { name: incidentName(incident), n: incident.people }, true);
    const node = h("span", { class: `incident-label ${incident.drill ? "is-drill" : ""}` }, icon("incident"), words);
    const marker = L.marker([lat + radius_m / 111195, lng], { pane: "incidents", icon: L.divIcon({ className: "incident-marker", html: node, iconSize: null }), title: incident.code, alt: words, riseOnHover: true, bubblingMouseEvents: false });
    return marker.on("click", (event) => this.onOpen(incident.id, event.containerPoint)).on("keypress", ({ originalEvent }) => ["Enter", " "].includes(originalEvent.key) && this.onOpen(incident.id));
  }
}
