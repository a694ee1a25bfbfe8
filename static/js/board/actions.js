/* What an officer does to an alert: one entry per verb, with its key, its words, its form and its call. Which are legal now is the server's word (`card.allowed`). */

import { ApiError, signInAddress } from "./api.js";
import { isOpen as dialogIsOpen, openForm } from "./dialogs.js";
import { toast } from "./dom.js";
import { openBrief } from "./brief.js";
import { clockTime, dispositionWord, stateWord, zoneOf } from "./format.js";
import * as followUp from "./follow_up.js";
import { personForm } from "./person.js";

const ALIASES = { "accept-handover": "handover-accept", "case": "open-case" };

/** The verbs of a card in one spelling: "open_case", "handover/accept" and "accept_handover" are known too. */
export function allowed(card) {
  return new Set((card.allowed || []).map((verb) => {
    const name = verb.replace(/[_/]/g, "-");
    return ALIASES[name] || name;
  }));
}

export const verbs = () => ({
  claim: { key: "C", label: gettext("Claim"), look: "btn-alarm", icon: "check" },
  "handover-accept": { key: "A", label: gettext("Answer"), title: gettext("Answer the hand-over"), look: "btn-primary", icon: "handover" },
  take: { key: "T", label: gettext("Take over"), look: "btn-danger", icon: "user" },
  contact: { key: "L", label: gettext("Log contact"), look: "btn-primary", icon: "call" },
  "open-case": { key: "O", label: gettext("Open case"), look: "btn-primary", icon: "case" },
  person: { key: "P", label: gettext("Person"), title: gettext("Where is the person?"), look: "", icon: "user" },
  note: { key: "N", label: gettext("Note"), look: "", icon: "note" },
  handover: { key: "H", label: gettext("Hand over"), look: "", icon: "handover" },
  dispose: { key: "F", label: gettext("Close"), title: gettext("Close without a case"), look: "", icon: "check" },
  release: { key: "R", label: gettext("Release"), look: "btn-quiet", icon: "back" },
  ...followUp.verbs(),
});

const categories = () => [
  ["human_rights", gettext("Human rights")], ["migratory", gettext("Migratory")], ["criminal", gettext("Criminal")], ["administrative", gettext("Administrative")],
  ["labour", gettext("Labour")], ["civil", gettext("Civil")], ["family", gettext("Family")],
];
const channels = () => [
  ["phone", gettext("Telephone")], ["sms", gettext("SMS")], ["whatsapp", "WhatsApp"], ["in_person", gettext("In person")], ["family", gettext("Through the family")], ["other", gettext("Other")],
];
const results = () => [
  ["reached", gettext("Reached")], ["no_answer", gettext("No answer")], ["left_message", gettext("Left a message")], ["wrong_number", gettext("Wrong number")], ["refused", gettext("Refused to talk")],
];

const noteField = (required = false) => ({ name: "note", type: "textarea", label: gettext("Note"), required, maxlength: 4000, help: gettext("Kept in the timeline. No names or telephone numbers here.") });

function distance(a, b) {
  const shrink = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(a.lat - b.lat, (a.lng - b.lng) * shrink);
}

export class Actions {
  /** parts: {api, store, me, posts: {CODE: {name, lat, lng}}} */
  constructor(parts) {
    Object.assign(this, parts);
    this.running = new Set();
  }

  /** Starts a verb on an alert, by button or key. `preset` fills a form, for example {disposition: "false_alarm"}. */
  start(verb, id, preset = {}) {
    const card = this.store.get(id);
    if (!card) return;
    if (!allowed(card).has(verb)) return toast(this.whyNot(verb, card), "warn");
    if (followUp.atOnce.has(verb)) return this.atOnce(verb, card);
    if (verb === "handover-accept") return this.brief(card);
    if (verb === "person") return this.askPerson(card);
    this.form(verb, card, preset);
  }

  whyNot(verb, card) {
    const words = { verb: verbs()[verb].label, code: card.code, state: stateWord(card, this.me) };
    return interpolate(gettext("“%(verb)s” is not possible for %(code)s now: %(state)s."), words, true);
  }

  async atOnce(verb, card) {
    const mark = `${verb} ${card.id}`;
    if (this.running.has(mark)) return;
    this.running.add(mark);
    try {
      await this.call(verb, card, {});
    } catch (error) {
      toast(error.said || error.message, "alarm");
    } finally {
      this.running.delete(mark);
    }
  }

  /** The facilities are read first; a second press meanwhile opens no second form. */
  async askPerson(card) {
    if (this.running.has("person")) return;
    this.running.add("person");
    const form = await personForm(card, this.layers);
    this.running.delete("person");
    if (form && !dialogIsOpen()) this.open("person", card, form);
  }

  /** A hand-over is read before it is answered. */
  async brief(card) {
    try {
      await openBrief(this, card);
    } catch (error) {
      toast(this.explained(error, card).said || error.message, "alarm");
    }
  }

  form(verb, card, preset) {
    this.open(verb, card, this.forms(card, preset)[verb]());
  }

  open(verb, card, form) {
    const base = { name: verb, key: `${verb}:${card.id}`, submit: verbs()[verb].label, title: `${verbs()[verb].title || verbs()[verb].label} · ${card.code}`, send: (values) => this.call(verb, card, values) };
    openForm({ ...base, ...form });
  }

  forms(card, preset) {
    return {
      release: () => ({ intro: gettext("The alert goes back to the top of the queue and rings again at every open board of the post."), fields: [{ name: "reason", type: "text", label: gettext("Reason"), maxlength: 200 }] }),
      take: () => ({ danger: true, intro: this.ownedSince(card), fields: [{ name: "reason", type: "text", label: gettext("Reason, seen by the owner and the supervisor"), required: true, maxlength: 200 }] }),
      note: () => ({ submit: gettext("Save the note"), fields: [{ ...noteField(true), name: "text" }] }),
      contact: () => ({
        submit: gettext("Save the contact"),
        fields: [
          { name: "channel", type: "choices", label: gettext("How"), required: true, value: "phone", options: channels() },
          { name: "result", type: "choices", label: gettext("What came of it"), required: true, options: results() },
          noteField(),
        ],
      }),
      dispose: () => ({
        intro: gettext("“False alarm” and “cancel confirmed” say that the person is safe. If it became a case, use “Open case”."),
        fields: [
          { name: "disposition", type: "choices", label: gettext("Outcome"), required: true, preset: preset.disposition, options: this.dispositions(card) },
          { name: "duplicate_of", type: "text", label: gettext("Code of the alert that it repeats"), required: true, when: (values) => values.disposition === "duplicate_of" },
          { ...noteField(), requiredWhen: (values) => followUp.noteIsNeeded(values.disposition) },
        ],
      }),
      handover: () => ({ intro: gettext("You stay responsible until the other post accepts."), fields: [{ name: "to", type: "select", label: gettext("To which post"), required: true, empty: gettext("Choose a post"), groups: this.posts_by_distance(card) }] }),
      "open-case": () => ({
        intro: gettext("The alert is closed as “case opened”; the person is followed in the case from here on."),
        fields: [{ name: "category", type: "choices", label: gettext("Field of protection"), value: "migratory", options: categories() }, noteField(),
          { name: "wall", type: "choices", label: gettext("Should the note speak of fear, asylum or threats"), when: (values) => Boolean(values.note), options: [["keep", gettext("It is general: it says nothing of what this person fears or asks for")]] }],
      }),
      ...followUp.forms(noteField),
    };
  }

  dispositions(card) {
    const codes = ["false_alarm", "cancelled_confirmed", "duplicate_of", "no_contact"];
    if (card.kind === "orientation") codes.unshift("orientation_given");
    return codes.map((code) => [code, dispositionWord(code)]);
  }

  posts_by_distance(card) {
    const all = Object.entries(this.posts).filter(([code]) => code !== card.post);
    const option = ([code, post]) => [code, `${code} · ${post.name}`];
    const byName = all.toSorted((a, b) => a[0].localeCompare(b[0])).map(option);
    if (!card.location) return [[gettext("All posts"), byName]];
    const near = all.filter(([, post]) => post.lat !== null).toSorted((a, b) => distance(a[1], card.location) - distance(b[1], card.location)).slice(0, 5).map(option);
    return [[gettext("Nearest to the alert"), near], [gettext("All posts"), byName]];
  }

  ownedSince(card) {
    if (!card.owner) return "";
    return interpolate(gettext("%(name)s has owned it since %(time)s."), { name: card.owner.name, time: clockTime(Date.parse(card.owner.since), zoneOf(card.post), true) }, true);
  }

  async call(verb, card, values) {
    const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    if (body.duplicate_of) body.duplicate_of = this.idOf(body.duplicate_of);
    if (body.duplicate_of === null) throw new Error(gettext("No alert with this code is on your board."));
    let answer;
    try {
      answer = await this.api.act(card.id, followUp.paths[verb] || verb, body);
    } catch (error) {
      throw this.explained(error, card);
    }
    const fresh = answer.alert || answer;
    if (verb === "handover-decline") this.store.forget(card.id); // it is no longer ours to see: its last card must not come back
    else if (fresh.id) this.store.applyCard(fresh);
    this.done(verb, card, answer);
  }

  done(verb, card, answer) {
    if (verb === "open-case") toast(interpolate(gettext("Case %s is open."), [answer.case?.code || answer.case]), "ok");
    else if (verb === "note") toast(gettext("The note is saved."), "ok");
    else if (verb === "handover") toast(gettext("Offered. You stay responsible until the other post accepts."), "ok");
    else if (verb === "person") toast(gettext("Saved where the person is."), "ok");
    else if (followUp.saidWhenDone()[verb]) toast(followUp.saidWhenDone()[verb], "ok");
    else if (verb === "contact") toast(gettext("The contact is logged."), "ok");
  }

  idOf(text) {
    const code = text.trim().toUpperCase();
    for (const card of this.store.cards.values()) if (card.code.toUpperCase() === code) return card.id;
    return /^[0-9a-f-]{36}$/i.test(text.trim()) ? text.trim() : null;
  }

  /** A refusal in the officer's words: who was first, and that nothing typed is lost. */
  explained(error, card) {
    if (!(error instanceof ApiError)) return error;
    if (error.status === 401) {
      setTimeout(() => location.assign(signInAddress()), 2500);
      error.said = gettext("You are signed out. What you typed is kept; signing in brings you back here.");
    } else if (error.status === 409 && error.owner) {
      const words = { name: error.owner.name, time: clockTime(Date.parse(error.owner.since), zoneOf(card.post), true), detail: error.message };
      error.said = error.owner.id === this.me ? error.message : interpolate(gettext("%(name)s has it since %(time)s. %(detail)s"), words, true);
    }
    return error;
  }
}
