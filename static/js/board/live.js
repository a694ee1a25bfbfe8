/* The line to the server: sequence kept unbroken, every gap noticed and replayed, and the truth about being live.

   live    socket open, every event up to the newest known sequence applied, last beat younger than 20 s
   polling the socket is down, but asking over HTTP works: at most some seconds late
   dead    neither */

import { ApiError, signInAddress } from "./api.js";
import { now, observe } from "./clock.js";

const BEAT_EVERY = 10000;
const BEAT_FRESH = 20000;
const POLL_EVERY = 3000;
const RESUME_EVERY = 30000;
const HEAL_WITHIN = 2000;
const REPLAY_WITHIN = 5000; // a replay that was asked for and has not come by then is asked for again
const START_WITHIN = 5000;
const CONNECT_WITHIN = 8000;
const POLLED_FRESH = 3 * POLL_EVERY;
const GRACE = 3000; // for the first answer over HTTP, after the socket closed
const BACKOFF = { first: 500, most: 10000 };

export class Live {
  /** parts: {api, store, socket: path, status: () => what a beat says besides the sequence, onStatus: f(state), onFrame: f(items), onBulletin: f(frame), onCanary: f(item)} */
  constructor(parts) {
    Object.assign(this, parts);
    this.seq = null;
    this.target = 0;
    this.breaks = 0; // of the sequence, such that nothing but a fresh snapshot mends them
    this.mended = 0;
    this.lastBeat = -Infinity;
    this.lastPoll = -Infinity;
    this.notLiveSince = now();
    this.state = null;
    this.failures = 0;
    this.catchingUp = null;
    this.resumed = null;
    this.ended = false;
  }

  async start() {
    this.startedAt = performance.now();
    this.connect();
    await this.snapshot();
    setInterval(() => this.judge(), 1000);
    setInterval(() => this.beat(), BEAT_EVERY);
    setInterval(() => this.poll(), POLL_EVERY);
    setInterval(() => this.check(), RESUME_EVERY);
    for (const name of ["visibilitychange", "pageshow", "online", "focus"]) {
      (name === "visibilitychange" ? document : window).addEventListener(name, () => document.hidden || this.check());
    }
  }

  /* ---- snapshot and catching up ---- */

  /** A fresh start; one at a time. */
  snapshot() {
    this.snapshotting ??= this.readAll().catch((error) => this.failed(error)).finally(() => {
      this.snapshotting = null;
      this.judge();
    });
    return this.snapshotting;
  }

  async readAll() {
    const { breaks } = this;
    const snapshot = await this.api.get("board/");
    this.seq = snapshot.seq;
    if (this.stale && breaks === this.breaks) this.target = snapshot.seq;
    this.mended = breaks; // a break since the question was asked is still open
    this.lastPoll = performance.now();
    this.store.replace(snapshot);
    this.resume();
  }

  /** Reads the events after ours over HTTP until there are no more; one run at a time. */
  catchUp() {
    this.catchingUp ??= this.readOn().catch((error) => this.failed(error)).finally(() => {
      this.catchingUp = null;
      this.judge();
    });
    return this.catchingUp;
  }

  async readOn() {
    if (this.seq === null || this.stale) return this.snapshot();
    for (let more = true; more; ) {
      const page = await this.api.get(`board/events/?after=${this.seq}`);
      this.lastPoll = performance.now();
      this.applyFrame(page);
      more = page.more;
    }
  }

  failed(error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) this.leave(signInAddress());
    else if (error.status === 410) this.resync();
  }

  get stale() {
    return this.mended < this.breaks;
  }

  resync() {
    this.breaks += 1;
    this.resumed = null;
    return this.snapshot();
  }

  applyFrame(frame) {
    if (frame.from === this.resumed?.seq) this.resumed = null;
    if (this.seq === null || frame.to <= this.seq) return;
    if (frame.from > this.seq) return this.gap(frame.to);
    const items = frame.from < this.seq ? frame.items.filter((item) => item.seq > this.seq) : frame.items;
    this.seq = frame.to;
    this.target = Math.max(this.target, frame.to);
    const news = items.filter((item) => item.kind !== "canary.received");
    for (const item of items) if (item.kind === "canary.received" && item.alert) this.onCanary(item);
    this.store.applyEvents(news);
    this.onFrame(news);
  }

  gap(newest) {
    this.target = Math.max(this.target, newest);
    this.resume();
    this.healing ??= setTimeout(() => this.heal(), HEAL_WITHIN);
    this.judge();
  }

  heal() {
    this.healing = null;
    if (this.seq < this.target) this.catchUp();
  }

  /* ---- socket ---- */

  connect() {
    if (this.ended) return;
    clearTimeout(this.reconnecting);
    const address = new URL(this.socket, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const ws = new WebSocket(address);
    this.ws = ws;
    this.resumed = null;
    ws.onopen = () => this.resume();
    ws.onmessage = (message) => this.ws === ws && this.receive(JSON.parse(message.data));
    ws.onclose = (close) => this.ws === ws && this.closed(close.code);
    setTimeout(() => ws.readyState === WebSocket.CONNECTING && ws.close(), CONNECT_WITHIN);
  }

  receive(frame) {
    this.failures = 0;
    if (frame.type === "events") this.applyFrame(frame);
    else if (frame.type === "resync") this.resync();
    else if (frame.type === "hello") this.greeted(frame.seq);
    else if (frame.type === "beat") this.heartbeat(frame);
    else if (frame.type === "bulletin") this.onBulletin(frame);
    this.judge();
  }

  greeted(seq) {
    this.lastBeat = performance.now();
    if (this.seq !== null && seq < this.seq) return this.resync(); // the server's history is another one than ours
    this.target = Math.max(this.target, seq);
    if (this.seq !== null && seq > this.seq) this.gap(seq);
    this.beat();
  }

  heartbeat(frame) {
    this.lastBeat = performance.now();
    observe(frame.at);
    if (this.seq !== null && frame.seq > this.seq) this.gap(frame.seq);
  }

  closed(code) {
    if (this.state === "live") this.lastPoll = Math.max(this.lastPoll, performance.now() - POLLED_FRESH + GRACE);
    this.ws = null;
    this.lastBeat = -Infinity;
    this.judge();
    if (code === 4401) return this.leave(signInAddress());
    if (code === 4403) return this.leave(null);
    if (code === 4429) this.resync();
    const wait = Math.min(BACKOFF.most, BACKOFF.first * 2 ** this.failures);
    this.failures += 1;
    this.reconnecting = setTimeout(() => this.connect(), wait / 2 + (Math.random() * wait) / 2);
    this.poll();
  }

  leave(address) {
    if (this.ended) return;
    this.ended = true;
    if (address) location.assign(address);
    else setTimeout(() => location.reload(), 1000 + Math.random() * 2000); // never in a tight loop
  }

  /** How old the last beat may be, in milliseconds. */
  get freshFor() {
    return BEAT_FRESH;
  }

  get open() {
    return this.ws?.readyState === WebSocket.OPEN;
  }

  say(message) {
    if (this.open) this.ws.send(JSON.stringify(message));
  }

  /** One replay at a time: gap after gap must not make the server write the same events again and again. */
  resume() {
    if (this.seq === null || !this.open || (this.resumed && performance.now() - this.resumed.at < REPLAY_WITHIN)) return;
    this.resumed = { seq: this.seq, at: performance.now() };
    this.say({ resume: this.seq });
  }

  beat() {
    if (this.seq !== null) this.say({ beat: { seq: this.seq, ...this.status() } });
  }

  /** After a wake, a return to the tab, or simply some time: make sure that nothing was missed. */
  check() {
    if (this.open) {
      if (performance.now() - this.lastBeat > BEAT_FRESH * 1.5) this.ws.close();
      else this.resume();
      this.beat();
    } else if (this.ws?.readyState !== WebSocket.CONNECTING) {
      this.connect();
    }
    this.poll();
  }

  poll() {
    if (this.state === "live" || this.ended) return;
    this.catchUp();
    if (!this.open) this.readBulletin();
  }

  /** Who looks and how the posts are loaded, while no socket tells; what cannot be read is asked for at the next poll. */
  readBulletin() {
    this.api.get("board/bulletin/").then((bulletin) => this.open || this.onBulletin(bulletin), () => {});
  }

  /* ---- the truth ---- */

  judge() {
    const mark = performance.now();
    const unbroken = this.seq !== null && !this.stale && this.seq >= this.target;
    const isLive = this.open && unbroken && mark - this.lastBeat < this.freshFor;
    if (!isLive && !this.state && mark - this.startedAt < START_WITHIN) return; // still starting: neither calm nor alarm yet
    if (this.state === "live" && !isLive) this.notLiveSince = now();
    this.state = isLive ? "live" : unbroken && mark - this.lastPoll < POLLED_FRESH ? "polling" : "dead";
    this.onStatus({ state: this.state, since: this.notLiveSince, seq: this.seq });
  }
}
