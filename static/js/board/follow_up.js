/* The verbs of what follows a claim: look again, both sides of a hand-over, undoing a link. Their keys, words, forms and paths, for actions.js. */

const NOTE_NEEDED = ["orientation_given", "false_alarm", "cancelled_confirmed", "no_contact"];
const LOOK_AGAIN = [15, 30, 60, 120, 240, 720];

export const paths = { "handover-accept": "handover/accept", "handover-decline": "handover/decline", "handover-withdraw": "handover/withdraw", "welfare-done": "welfare/done" };

/** These have their buttons beside what they are about (promises.js), not among the others. */
export const besideThePromise = new Set(["welfare", "welfare-done", "handover-withdraw"]);

/** Done without a form. */
export const atOnce = new Set(["claim", "handover-withdraw"]);

export const verbs = () => ({
  "welfare-done": { key: "V", label: gettext("Looked after"), look: "btn-primary", icon: "check" },
  "handover-decline": { key: "X", label: gettext("Decline"), title: gettext("Decline the hand-over"), look: "", icon: "close" },
  welfare: { key: "W", label: gettext("Look again"), title: gettext("Look after this person again"), look: "", icon: "clock" },
  "handover-withdraw": { key: "Y", label: gettext("Withdraw"), title: gettext("Withdraw the offer"), look: "", icon: "back" },
  "undo-duplicate": { key: "Z", label: gettext("Unlink"), title: gettext("Not a duplicate after all"), look: "", icon: "back" },
});

export const helpRows = () => [
  [["S"], gettext("Go to the next step of the script; the space bar ticks it")], [["D"], gettext("Link as a duplicate of the first suggestion")],
  [["W"], gettext("Look after this person again at a time")], [["V"], gettext("Looked after: the promise is kept")],
  [["X"], gettext("Decline a hand-over")], [["Y"], gettext("Withdraw a hand-over")], [["Z"], gettext("Undo a link between duplicates")],
];

/** An ending that says little by itself: the note tells what happened. */
export const noteIsNeeded = (disposition) => NOTE_NEEDED.includes(disposition);

const duration = (minutes) => (minutes < 60
  ? interpolate(ngettext("%s minute", "%s minutes", minutes), [minutes])
  : interpolate(ngettext("%s hour", "%s hours", minutes / 60), [minutes / 60]));

export function forms(noteField) {
  return {
    welfare: () => ({
      submit: gettext("Set the time"),
      intro: gettext("It rings for the owner at that time and, if nobody answers for ten minutes, for the whole post. A new time takes the place of the old."),
      fields: [{ name: "minutes", type: "choices", label: gettext("Look again in"), required: true, value: "30", options: LOOK_AGAIN.map((minutes) => [String(minutes), duration(minutes)]) }, noteField()],
    }),
    "welfare-done": () => ({ fields: [noteField()] }),
    "handover-decline": () => ({ submit: gettext("Decline"), intro: gettext("The alert stays with the post that asked, which reads your reason."), fields: [{ name: "reason", type: "text", label: gettext("Reason"), required: true, maxlength: 200 }] }),
    "undo-duplicate": () => ({ intro: gettext("The alert waits again for somebody to claim it. Its clock has never stopped."), fields: [{ name: "reason", type: "text", label: gettext("Why they are not the same person"), required: true, maxlength: 200 }] }),
  };
}

/** What is said when it is done. */
export const saidWhenDone = () => ({
  welfare: gettext("It will ring at that time."),
  "welfare-done": gettext("The promise is kept."),
  "handover-decline": gettext("Declined. The post that asked has been told why."),
  "handover-withdraw": gettext("The offer is withdrawn."),
  "undo-duplicate": gettext("The link is undone: the alert is open again."),
});
