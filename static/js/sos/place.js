/* Where the phone is: one fix for a press, then one every ten seconds while an alert is open. */

const EVERY = 10000;

/** The place now, or null: refused, not found, or not within `limit` milliseconds. */
export function fixNow(limit) {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((settle) => {
    const options = { enableHighAccuracy: true, timeout: limit, maximumAge: 5000 };
    navigator.geolocation.getCurrentPosition((found) => settle(asFix(found)), () => settle(null), options);
  });
}

/** What `promise` gives within `limit` milliseconds, else null. */
export function within(limit, promise) {
  return Promise.race([promise, new Promise((settle) => setTimeout(settle, limit, null))]);
}

function asFix({ coords, timestamp }) {
  return { lat: coords.latitude, lng: coords.longitude, accuracy_m: coords.accuracy, fixed_at: new Date(timestamp).toISOString() };
}

/** Follows the phone for one alert at a time; `onFix(id, fix or null)`. */
export class Track {
  constructor(onFix) {
    this.onFix = onFix;
    this.id = null;
  }

  follow(id) {
    if (id === this.id) return;
    clearInterval(this.timer);
    this.id = id;
    if (id === null) return;
    this.timer = setInterval(() => this.look(), EVERY);
    this.look();
  }

  async look() {
    const id = this.id;
    const fix = await fixNow(EVERY - 1000);
    if (id === this.id) this.onFix(id, fix);
  }
}
