/* How wrong a place may be by now: the circle grows with the age of the fix and fades. */

import { now } from "./clock.js";

const WALK = 1.4; // metres a second: on foot, the slowest honest guess; vehicles are covered by the cap being a whole town
const CAP = 5000;
const FADED_AFTER = 3600;

/** Seconds since the fix; an unknown age counts as an old one. */
export const ageOf = (location) => (location.fixed_at ? Math.max(0, (now() - Date.parse(location.fixed_at)) / 1000) : FADED_AFTER);

/** Metres of the radius inside which the person should be looked for now. */
export function uncertainty(location) {
  const stated = location.precision === "1km" ? Math.max(1000, location.accuracy_m || 0) : (location.accuracy_m ?? 1000);
  return stated + Math.min(CAP, ageOf(location) * WALK);
}

/** 1 for a fix of this second, down to 0.25 for one of an hour ago. */
export const freshness = (location) => Math.max(0.25, 1 - (0.75 * ageOf(location)) / FADED_AFTER);
