/* Where the human is: the panel's part with the locate clock and the facility that the track suggests, and the form that says it. */

import { badge, h, icon, toast } from "./dom.js";
import { clockTime, exactTime, metres, personWord, ticking, zoneOf } from "./format.js";
import { isOpen, isUnlocated } from "./store.js";

const STATES = ["unknown", "detained_unconfirmed", "detained_confirmed", "transferred", "released", "removed", "safe_confirmed"];
const IN_CUSTODY = ["detained_unconfirmed", "detained_confirmed", "transferred"];

const sources = () => [
  ["", gettext("Not said")], ["person", gettext("The person")], ["family", gettext("The family")], ["lawyer", gettext("A lawyer")], ["agency", gettext("The agency")],
  ["locator", gettext("The agency's detainee locator")], ["track", gettext("The track of the telephone")], ["other", gettext("Other")],
];

/** "Not located · 24 h": the mark with the hour of its clock that has passed. */
export const unlocatedWord = (card) => (card.locate?.hour ? interpolate(gettext("Not located · %s h"), [card.locate.hour]) : gettext("Not located"));

/** "5 h 12 min until 24 h": how long until the next hour of the locate clock; null where no clock runs. */
export function untilWord(card) {
  if (!card.locate?.due_at) return null;
  const left = ticking(h("time", { class: "num", datetime: card.locate.due_at }), "until", card.locate.due_at, zoneOf(card.post));
  return h("span", { class: "locate-left", data: { testid: "locate-left" } }, left, ` ${interpolate(gettext("until %s h"), [card.locate.next_hour])}`);
}

/** What the board knows of the person; `answer(verb)` accepts or rejects the proposed facility. */
export function personPart(card, answer) {
  const zone = zoneOf(card.post);
  const rows = [h("dt", {}, gettext("State")), h("dd", { class: "strong", data: { testid: "person-state" } }, personWord(card.person_state))];
  if (card.facility) rows.push(h("dt", {}, gettext("Facility")), h("dd", {}, card.facility.name));
  if (card.located_at) rows.push(h("dt", {}, gettext("Located")), h("dd", {}, h("time", { datetime: card.located_at, title: exactTime(card.located_at, zone) }, clockTime(Date.parse(card.located_at), zone))));
  return [proposal(card, answer), h("dl", { class: "kv" }, rows, clock(card, zone))];
}

function clock(card, zone) {
  if (!isOpen(card) || !isUnlocated(card) || !card.locate) return null;
  const { hour, next_hour: next, due_at: due } = card.locate;
  return [h("dt", {}, gettext("Locate clock")), h("dd", { data: { testid: "locate-clock" } }, hour ? badge("badge-warn", interpolate(gettext("%s h passed"), [hour]), "clock") : null, " ",
    due ? [ticking(h("time", { class: "num strong", datetime: due }), "until", due, zone), h("span", { class: "muted" }, ` ${interpolate(gettext("until %s h"), [next])}`)] : h("span", { class: "muted" }, gettext("every hour of it has passed")))].flat();
}

function proposal(card, answer) {
  if (!card.proposal) return null;
  const { facility, distance_m: distance, basis } = card.proposal;
  const why = basis === "enter" ? gettext("a fix of the track lies %s from its point") : gettext("the circle of the newest fix reaches it, %s away");
  const may = card.allowed.includes("person");
  return h("div", { class: "proposal", data: { testid: "proposal" } },
    h("p", {}, icon("facility"), h("span", {}, h("strong", {}, interpolate(gettext("Probably at %s"), [facility.name])), h("br"), h("span", { class: "muted" }, interpolate(why, [metres(distance)])))),
    may ? h("div", { class: "row" },
      h("button", { type: "button", class: "btn btn-small btn-primary", data: { verb: "facility-accept", testid: "proposal-accept" }, onclick: () => answer("facility/accept") }, gettext("Accept")),
      h("button", { type: "button", class: "btn btn-small", data: { verb: "facility-reject", testid: "proposal-reject" }, onclick: () => answer("facility/reject") }, gettext("Reject"))) : null);
}

let reading = null;

/** Every facility, nearest to the alert first; read once. */
async function facilities(card, address) {
  reading ??= fetch(address, { credentials: "same-origin" }).then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.status))));
  try {
    const all = (await reading).facilities;
    const option = (one) => [String(one.id), [one.name, one.city, one.state].filter(Boolean).join(" · ")];
    const byName = all.toSorted((a, b) => a.name.localeCompare(b.name)).map(option);
    if (!card.location) return [[gettext("All facilities"), byName]];
    const shrink = Math.cos((card.location.lat * Math.PI) / 180);
    const far = (one) => Math.hypot(one.lat - card.location.lat, (one.lng - card.location.lng) * shrink);
    return [[gettext("Nearest to the alert"), all.toSorted((a, b) => far(a) - far(b)).slice(0, 5).map(option)], [gettext("All facilities"), byName]];
  } catch {
    reading = null;
    toast(gettext("The facilities could not be read. Try again."), "warn");
    return null;
  }
}

/** The dialog's form, or null when the facilities could not be read. */
export async function personForm(card, address) {
  const groups = await facilities(card, address);
  if (!groups) return null;
  return {
    submit: gettext("Save"),
    intro: gettext("“Detained, unconfirmed” and “whereabouts unknown” keep the locate clock running."),
    fields: [
      { name: "state", type: "choices", label: gettext("Where is the person?"), required: true, value: card.person_state, options: STATES.map((code) => [code, personWord(code)]) },
      { name: "facility", type: "select", label: gettext("Custody facility"), empty: gettext("Not known"), value: card.facility ? String(card.facility.id) : String(card.proposal?.facility.id || ""), groups, help: gettext("“Detained, confirmed” needs it."), when: (values) => IN_CUSTODY.includes(values.state) },
      { name: "source", type: "select", label: gettext("Who says so"), options: sources() },
    ],
  };
}
