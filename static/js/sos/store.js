/* What this phone keeps, in localStorage and nowhere else: the key, the alert on the screen, and what has not left yet.

   alert   {id, kind, pressed_at, again_at?, stored?: the answer to the press, status?: the newest status, cancelled_at?}
   press   {n, id, kind, pressed_at, message, text}: `text` is the body once it is final; a retry sends the very same bytes
   fix     {id, fix: {lat, lng, accuracy_m, fixed_at}} */

const PREFIX = "consular.sos.";
const FIXES_KEPT = 500;
const beside = new Map(); // a browser that refuses storage still sends, for as long as the page is open

function read(name, otherwise) {
  if (beside.has(name)) return beside.get(name);
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    beside.delete(name);
  } catch {
    beside.set(name, value);
  }
}

function erase(name) {
  beside.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch { /* nothing was kept */ }
}

export const looksLikeKey = (text) => /^[\w.~-]{4,200}$/.test(text);

export const key = () => read("key", null);
export const offeredKey = () => read("offered", null);
export function setKey(text) {
  write("key", text);
  erase("offered");
}
export const keepKey = () => erase("offered");

export const alert = () => read("alert", null);
export const setAlert = (value) => write("alert", value);
export const clearAlert = () => erase("alert");

export const stateOf = (alert) => alert.status?.state ?? alert.stored?.state ?? null;
export const isOpen = (alert) => Boolean(alert) && !alert.cancelled_at && stateOf(alert) !== "handled";

/** Changes the alert on the screen, if it is still this one. */
export function amendAlert(id, news) {
  const known = alert();
  if (known?.id === id) setAlert({ ...known, ...news });
}

export const presses = () => read("presses", []);
export const addPress = (press) => write("presses", [...presses(), press]);
export const finishPress = (n, text) => write("presses", presses().map((one) => (one.n === n && !one.text ? { ...one, text } : one)));
export const dropPress = (n) => write("presses", presses().filter((one) => one.n !== n));

export const fixes = () => read("fixes", []);
export const addFix = (id, fix) => write("fixes", [...fixes(), { id, fix }].slice(-FIXES_KEPT));
export function dropFixes(sent) {
  const gone = new Set(sent.map((one) => one.id + one.fix.fixed_at));
  write("fixes", fixes().filter((one) => !gone.has(one.id + one.fix.fixed_at)));
}

export function forget() {
  for (const name of ["key", "offered", "alert", "presses", "fixes"]) erase(name);
}
