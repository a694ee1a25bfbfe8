/* The bell: a tone per kind, repeated until the alert is claimed. Rings from a looped buffer, which a sleepy tab does not slow down. */

import { perPause } from "./frame.js";
import { isUnclaimed } from "./store.js";

const RATE = 22050;
const LOOP = 4; // seconds
const QUIET_FOR = 120;
const UNLOCKING = 1000; // a press so soon after the unlock is the one that unlocked

/* [frequency in Hz, start and length in seconds, loudness]; the more urgent, the more and the higher. A drill is lower, quieter and comes last. */
const TONES = {
  incident: [[520, 0, 0.35, 1], [780, 0.35, 0.35, 1], [1040, 0.7, 0.6, 1], [520, 1.6, 0.35, 1], [780, 1.95, 0.35, 1], [1040, 2.3, 0.6, 1]],
  panic: [[880, 0, 0.18, 1], [660, 0.2, 0.18, 1], [880, 0.4, 0.18, 1], [660, 0.6, 0.18, 1], [880, 0.8, 0.18, 1], [660, 1.0, 0.18, 1]],
  call: [[700, 0, 0.3, 0.9], [700, 0.45, 0.3, 0.9], [700, 0.9, 0.3, 0.9]],
  relative: [[620, 0, 0.25, 0.8], [780, 0.3, 0.35, 0.8]],
  witness: [[540, 0, 0.2, 0.7], [540, 0.3, 0.2, 0.7]],
  due: [[440, 0, 0.15, 0.6], [587, 0.2, 0.25, 0.6]],
  drill: [[392, 0, 0.3, 0.35], [330, 0.4, 0.45, 0.35]],
};
const URGENCY = Object.keys(TONES);

function samples(kind) {
  const data = new Float32Array(RATE * LOOP);
  for (const [frequency, start, length, loudness] of TONES[kind]) {
    const first = Math.floor(start * RATE);
    const many = Math.floor(length * RATE);
    for (let index = 0; index < many; index += 1) {
      const time = index / RATE;
      const edge = Math.min(1, index / 200, (many - index) / 400);
      const wave = Math.sin(2 * Math.PI * frequency * time) + 0.3 * Math.sin(4 * Math.PI * frequency * time);
      data[first + index] += 0.25 * loudness * edge * wave;
    }
  }
  return data;
}

export class Bell {
  /** parts: {store, incidents, posts: codes of the reader's posts, onChange: f(state)} with state "on" | "blocked" | "quiet" */
  constructor(parts) {
    Object.assign(this, parts);
    this.posts = new Set(this.posts);
    this.quietUntil = 0;
    this.unlockedAt = -Infinity;
    this.playing = null;
    this.context = new AudioContext();
    this.context.addEventListener("statechange", () => this.changed());
    this.buffers = {};
    this.store.listen(({ changes }) => this.hear(changes));
    this.store.listen(perPause(60, () => this.update()));
    this.incidents.listen(perPause(60, () => this.update()));
    setInterval(() => this.update(), 1000);
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => this.unlock(), { passive: true });
  }

  changed() {
    if (this.context.state === "running") this.unlockedAt = performance.now();
    this.update();
  }

  /** Quiet is for what has been heard: it ends with the next real alert that nobody has. */
  hear(changes) {
    if (changes.some(({ before, after, event }) => event && after && !after.drill && this.waits(after) && !(before && this.waits(before)))) this.quietUntil = 0;
  }

  get state() {
    if (this.context.state !== "running") return "blocked";
    return performance.now() < this.quietUntil ? "quiet" : "on";
  }

  get quietLeft() {
    return Math.max(0, Math.ceil((this.quietUntil - performance.now()) / 1000));
  }

  /** A click or a key anywhere is what browsers ask for before they let a page ring. */
  unlock() {
    if (this.context.state === "suspended") this.context.resume();
  }

  /** The button: unlock, be quiet for two minutes, or ring again. Never off for good. */
  press() {
    if (this.state === "blocked") this.context.resume().then(() => this.chime());
    else if (performance.now() - this.unlockedAt < UNLOCKING) this.chime();
    else this.quietUntil = this.state === "quiet" ? 0 : performance.now() + QUIET_FOR * 1000;
    this.update();
  }

  chime() {
    const tone = this.context.createOscillator();
    const gain = this.context.createGain();
    gain.gain.value = 0.15;
    tone.frequency.value = 880;
    tone.connect(gain).connect(this.context.destination);
    tone.start();
    tone.stop(this.context.currentTime + 0.15);
  }

  update() {
    const kind = this.state === "on" ? this.needed() : null;
    if (kind !== this.playing?.kind) this.play(kind);
    this.onChange({ state: this.state, ringing: kind, quietLeft: this.quietLeft });
  }

  /** An incident that nobody coordinates; else the most urgent tone that any alert asks for. */
  needed() {
    if (this.incidents.rings()) return "incident";
    let best = URGENCY.length;
    for (const card of this.store.cards.values()) {
      const rank = URGENCY.indexOf(this.toneOf(card));
      if (rank >= 0 && rank < best) best = rank;
    }
    return URGENCY[best] || null;
  }

  /** That of its kind while it waits for a claim, then that of what is due. A drill has its own, which never drowns a real one. */
  toneOf(card) {
    const tone = this.waits(card) ? card.kind : card.rings?.some((reason) => reason !== "called") ? "due" : null;
    return tone && card.drill ? "drill" : tone;
  }

  /** Orientation is no emergency, the flood lane is emptied by a person: neither rings. */
  waits(card) {
    return isUnclaimed(card) && card.kind in TONES && !card.marks.includes("flood_lane") && this.isOurs(card);
  }

  /** On the board of one of my posts, or that post was called to it. */
  isOurs(card) {
    return this.posts.has(card.post) || Boolean(card.rings?.includes("called")) || Boolean(card.posts?.some((code) => this.posts.has(code)));
  }

  play(kind) {
    this.playing?.source.stop();
    this.playing = null;
    if (!kind) return;
    const source = this.context.createBufferSource();
    source.buffer = this.buffer(kind);
    source.loop = true;
    source.connect(this.context.destination);
    source.start();
    this.playing = { kind, source };
  }

  buffer(kind) {
    if (!this.buffers[kind]) {
      this.buffers[kind] = this.context.createBuffer(1, RATE * LOOP, RATE);
      this.buffers[kind].copyToChannel(samples(kind), 0);
    }
    return this.buffers[kind];
  }
}
