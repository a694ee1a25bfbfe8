/* The hand-over's brief: what a post reads before it says yes or no. */

import { openForm } from "./dialogs.js";
import { badge, h } from "./dom.js";
import { clockTime, coordinates, exactTime, kindWord, personWord, ticking, zoneOf } from "./format.js";
import { markBadges } from "./badges.js";

const languageWords = () => ({ es: gettext("Spanish"), en: gettext("English") });
const dueWords = () => ({ welfare: gettext("look after this person again"), locate: gettext("locate the person") });

/** Opens the brief with its two answers. */
export async function openBrief(actions, card) {
  const brief = await actions.api.get(`alerts/${card.id}/handover/brief/`);
  openForm({
    name: "handover-accept", key: `handover-accept:${card.id}`, fields: [], content: pages(brief), submit: gettext("Accept"),
    title: interpolate(gettext("Hand-over of %(code)s from %(post)s"), { code: card.code, post: card.post }, true),
    send: () => actions.call("handover-accept", card, {}),
    other: { label: gettext("Decline…"), run: () => actions.start("handover-decline", card.id) },
  });
}

function pages(brief) {
  const { alert } = brief;
  const zone = zoneOf(alert.post);
  return h("div", { class: "brief", data: { testid: "brief" } }, facts(brief, zone), next(brief, zone), promised(brief, zone), done(brief, zone));
}

function facts({ alert, facts: known, offer }, zone) {
  const row = (word, ...value) => [h("dt", {}, word), h("dd", {}, ...value)];
  return h("section", {}, h("h3", {}, gettext("Facts")), h("dl", { class: "kv" },
    row(gettext("Alert"), `${kindWord(alert.kind)} · ${exactTime(alert.received_at, zone)}`),
    row(gettext("Where"), alert.place || gettext("Place unknown"), alert.location ? h("span", { class: "muted num" }, ` · ${coordinates(alert.location)}${alert.location.precision === "1km" ? ` · ${gettext("about 1 km until you accept")}` : ""}`) : null),
    row(gettext("Person"), personWord(alert.person_state)),
    row(gettext("Language"), languageWords()[known.language] || known.language),
    row(gettext("Owner"), alert.owner?.name || gettext("Unclaimed")),
    known.presses > 1 ? row(gettext("Pressed"), interpolate(gettext("%s times"), [known.presses])) : null,
    offer ? row(gettext("Offered"), `${offer.by || ""} · ${clockTime(Date.parse(offer.at), zone)}`, offer.asked_again ? badge("badge-alarm-soft", gettext("Not answered in time"), "bell") : null) : null),
    h("div", { class: "row" }, ...markBadges(alert)));
}

function next({ next: due }, zone) {
  if (!due) return null;
  return h("section", { class: "brief-next" }, h("h3", {}, gettext("Due next")),
    h("p", {}, dueWords()[due.what] || due.what, " · ", ticking(h("time", { class: "num strong", datetime: due.at }), "until", due.at, zone), h("span", { class: "muted" }, ` ${exactTime(due.at, zone)}`)));
}

function promised({ promised: promises }, zone) {
  const { script } = promises;
  return h("section", {}, h("h3", {}, gettext("Promised and open")),
    h("ul", {},
      promises.welfare_at ? h("li", {}, `${gettext("Look after this person again")}: ${exactTime(promises.welfare_at, zone)}`) : null,
      h("li", {}, script.open.length
        ? `${interpolate(gettext("Script %(done)s of %(total)s, still open:"), script, true)} ${script.open.map((step) => step.title).join(", ")}`
        : gettext("Every step of the script is done."))));
}

function done({ done: events, contacts }, zone) {
  const tries = interpolate(ngettext("%(tries)s try to reach the person, %(reached)s successful", "%(tries)s tries to reach the person, %(reached)s successful", contacts.tries), contacts, true);
  return h("section", {}, h("h3", {}, gettext("Done")),
    h("p", {}, contacts.tries ? tries : gettext("Nobody has tried to reach the person.")),
    h("ol", { class: "brief-done" }, events.toReversed().map((event) =>
      h("li", {}, h("time", { class: "num muted", datetime: event.at }, clockTime(Date.parse(event.at), zone, true)), ` ${event.text}`, event.actor ? h("span", { class: "muted" }, ` · ${event.actor}`) : null))));
}
