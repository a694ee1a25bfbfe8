/* How wrong a place may be by now: the circle grows with the age of the fix and fades. */

import { now } from "./clock.js";

const WALK = 1.4; // metres a second: on foot, the slowest honest guess; a vehicle that nobody saw is covered by the cap being a whole town
const DRIVES_ABOVE = 3;
const CAP = 5000;
const CAP_DRIVING = 30000; // who was seen driving may have left the town
const FADED_AFTER = 3600;

/** Seconds since the fix; an unknown age counts as an old one. */
export const ageOf = (location) => (location.fixed_at ? Math.max(0, (now() - Date.parse(location.fixed_at)) / 1000) : FADED_AFTER);

export const isDriving = (pace = WALK) => pace > DRIVES_ABOVE;

/** Metres of the radius inside which the person should be looked for now; `pace` as the track shows it, in metres a second, else as the card says. Who stood still may have gone since. */
export function uncertainty(location, pace = location.pace_m_s ?? WALK) {
  const stated = location.precision === "1km" ? Math.max(1000, location.accuracy_m || 0) : (location.accuracy_m ?? 1000);
  return stated + Math.min(isDriving(pace) ? CAP_DRIVING : CAP, ageOf(location) * Math.max(WALK, pace));
}

/** 1 for a fix of this second, down to 0.25 for one of an hour ago. */
export const freshness = (location) => Math.max(0.25, 1 - (0.75 * ageOf(location)) / FADED_AFTER);
