/* The panic client's entry: puts the parts together, and decides what runs while an alert is open. */

import { CancelDialog } from "./cancel.js";
import { Follow } from "./follow.js";
import { Hold } from "./hold.js";
import { before as beforeLeaving } from "./leave.js";
import { Outbox } from "./outbox.js";
import { paint } from "./page.js";
import { fixNow, Track } from "./place.js";
import * as store from "./store.js";

const PLACE_FOR_PRESS_WITHIN = 15000;
const CLOSED_KEPT = 24 * 3600 * 1000;
const TRACKED_AFTER_CANCEL = 10 * 60 * 1000;

const byId = (id) => document.getElementById(id);
const said = { keyIsWrong: false, hasPlace: null, allowed: null, isRefused: false, isStale: false };
let place = Promise.resolve(null);

const outbox = new Outbox(refresh);
const follow = new Follow(onStatus, onSilence);
const track = new Track(onFix);
const cancelDialog = new CancelDialog(byId("pin-dialog"), onCancelled);

function refresh() {
  const alert = store.alert();
  const isUnsent = store.presses().some((press) => press.id === alert?.id);
  const isTracked = needsPlace(alert);
  paint({
    ...said,
    hasKey: store.key() !== null,
    isOffered: store.offeredKey() !== null,
    isRefused: outbox.isRefused || said.isRefused,
    alert,
    isUnsent,
    isTrying: outbox.failures === 0,
    isTracked,
  });
  follow.follow(alert?.stored && store.key() && store.isOpen(alert) ? alert.id : null);
  track.follow(isTracked ? alert.id : null);
}

/** After a cancel for a fixed time, and without asking how the alert goes on: a forced cancel must look like a true one. */
function needsPlace(alert) {
  if (!alert || !store.key() || alert.kind !== "panic") return false;
  return store.isOpen(alert) || Date.now() - Date.parse(alert.cancelled_at) < TRACKED_AFTER_CANCEL;
}

function onCancelled(id) {
  store.amendAlert(id, { cancelled_at: new Date().toISOString() });
  refresh();
}

function onSilence(error) {
  said.isStale = true;
  said.isRefused = error.isRefusal;
  refresh();
}

function onStatus(status) {
  const known = store.alert();
  Object.assign(said, { isStale: false, isRefused: false });
  const isNews = known?.id === status.id && !(known.status?.updated_at > status.updated_at);
  if (isNews) store.amendAlert(status.id, { status });
  if (isNews && status.marks.includes("cancel_pending") && !known.cancelled_at) onCancelled(status.id);
  refresh();
}

function onFix(id, fix) {
  said.hasPlace = fix !== null;
  if (fix) store.addFix(id, fix);
  refresh();
  outbox.flush();
}

function hint(name) {
  for (const sentence of document.querySelectorAll("[data-hint]")) sentence.hidden = sentence.dataset.hint !== name;
}

new Hold(byId("hold"), {
  begun: () => { place = fixNow(PLACE_FOR_PRESS_WITHIN); },
  held: () => {
    outbox.press({ kind: "panic", place });
    byId("headline").scrollIntoView({ block: "center" });
  },
  hint,
});

const acts = {
  cancel: () => cancelDialog.open(store.alert().id),
  clear: () => store.clearAlert(),
  advice: () => byId("advice-dialog").showModal(),
  "keep-key": () => store.keepKey(),
  "use-offered": () => store.setKey(store.offeredKey()),
  forget: () => store.forget(),
  "allow-place": async () => {
    said.allowed = (await fixNow(PLACE_FOR_PRESS_WITHIN)) !== null;
    refresh();
  },
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act], [data-close]");
  if (!button) return;
  if ("close" in button.dataset) button.closest("dialog").close();
  acts[button.dataset.act]?.();
  refresh();
});

byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("key").value.replace(/\s/g, "");
  said.keyIsWrong = !store.looksLikeKey(text);
  if (!said.keyIsWrong) store.setKey(text);
  refresh();
});

byId("advice-form").addEventListener("submit", (event) => {
  event.preventDefault();
  outbox.press({ kind: "orientation", message: byId("advice").value.trim(), place: fixNow(PLACE_FOR_PRESS_WITHIN) });
  byId("advice").value = "";
  byId("advice-dialog").close();
});

function wake() {
  refresh();
  outbox.flush();
  follow.ask();
}
for (const name of ["online", "pageshow", "storage", "sos:arrived"]) window.addEventListener(name, wake);
window.addEventListener("offline", refresh);
window.addEventListener("pagehide", () => outbox.hurry());
beforeLeaving.push(() => outbox.hurry());
document.addEventListener("visibilitychange", () => (document.hidden ? outbox.hurry() : wake()));

const old = store.alert();
if (old && store.stateOf(old) === "handled" && Date.now() - Date.parse(old.status?.updated_at ?? old.pressed_at) > CLOSED_KEPT) store.clearAlert();
refresh();
outbox.hurry();
navigator.serviceWorker?.register("/sos/sw.js", { scope: "/sos/" }).catch(() => { /* without it the page needs a network to open */ });
