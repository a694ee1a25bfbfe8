/* The server's clock as this browser can know it: its own clock plus the smallest offset seen lately. */

const KEPT = 12;

let samples = [];
let offset = 0;

/** A server time that arrived just now. The freshest arrival shows the least delay, so the largest offset is the truest. */
export function observe(serverTime, precisionMs = 0) {
  const at = Date.parse(serverTime);
  if (Number.isNaN(at)) return;
  if (precisionMs && samples.some((sample) => !sample.coarse)) return;
  samples.push({ value: at + precisionMs / 2 - Date.now(), coarse: precisionMs > 0 });
  samples = (precisionMs ? samples : samples.filter((sample) => !sample.coarse)).slice(-KEPT);
  offset = Math.max(...samples.map((sample) => sample.value));
}

/** Milliseconds since the epoch by the server's clock. */
export function now() {
  return Date.now() + offset;
}
