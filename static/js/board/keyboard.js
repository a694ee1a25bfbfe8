/* The whole loop by keyboard. Keys are ignored where somebody types, in dialogs and on the map. */

import { isOpen as dialogIsOpen, openHelp } from "./dialogs.js";
import { verbs } from "./actions.js";
import { helpRows as followUpRows } from "./follow_up.js";

const helpRows = () => [
  [["↑", "↓", "K", "J"], gettext("Previous or next alert")], [["Enter"], gettext("Zoom the map to the alert and go to its buttons")], [["C"], gettext("Claim")], [["R"], gettext("Release")], [["T"], gettext("Take over")],
  [["L"], gettext("Log a contact")], [["N"], gettext("Write a note")], [["U"], gettext("Show name and telephone, to contact")], [["O"], gettext("Open a case")], [["H"], gettext("Hand over to another post")],
  [["A"], gettext("Read a hand-over, then accept it")], [["P"], gettext("Say where the person is")], [["F"], gettext("Close as false alarm")], [["I"], gettext("The incident of the alert")], ...followUpRows(), [["/"], gettext("Search by code or place")], [["Esc"], gettext("Close, or clear the selection")], [["?"], gettext("This list")],
];

const isTyping = (node) => Boolean(node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]"));

/** parts: {queue, panel, map, actions, search: input, onSelect: f(id|null), onIncident: f(), selected: () => id} */
export function listen(parts) {
  const { queue, actions, search, onSelect, selected } = parts;
  const byKey = new Map(Object.entries(verbs()).map(([verb, look]) => [look.key.toLowerCase(), verb]));

  const acts = {
    ArrowDown: () => onSelect(queue.neighbour(1)),
    ArrowUp: () => onSelect(queue.neighbour(-1)),
    j: () => onSelect(queue.neighbour(1)),
    k: () => onSelect(queue.neighbour(-1)),
    "/": () => search.select(),
    "?": () => openHelp(helpRows()),
    Escape: () => onSelect(null),
    i: () => parts.onIncident(),
    f: () => selected() && actions.start("dispose", selected(), { disposition: "false_alarm" }),
    u: () => parts.panel.box.querySelector("[data-verb='unmask']")?.click(),
    s: () => parts.panel.box.querySelector("[data-current]")?.focus(),
    d: () => parts.panel.box.querySelector("[data-verb='link']")?.click(),
    Enter: () => {
      if (!selected()) return;
      parts.map.zoomTo(selected());
      parts.panel.box.querySelector("[data-verb]")?.focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || dialogIsOpen() || event.defaultPrevented) return;
    const { target } = event;
    if (target === search) return inSearch(event, parts);
    const isControl = Boolean(target.closest("button, a, summary, input, [role=button]"));
    if (isTyping(target) || (target.closest(".leaflet-container") && event.key.startsWith("Arrow")) || (isControl && event.key === "Enter")) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = acts[name] || (byKey.has(name) && selected() && (() => actions.start(byKey.get(name), selected())));
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function inSearch(event, { search, queue, onSelect }) {
  if (event.key === "Escape") {
    search.value = "";
    search.dispatchEvent(new Event("input"));
    queue.box.focus();
  } else if (event.key === "Enter" || event.key === "ArrowDown") {
    event.preventDefault();
    onSelect(queue.entries[0]?.id || null);
    queue.box.focus();
  }
}
