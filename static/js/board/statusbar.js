/* The line under the header: live or not, in words; press to glass; counts; the posts' clocks; the bell. A dead board never looks calm. */

import { now } from "./clock.js";
import { h, icon } from "./dom.js";
import { clockTime, number } from "./format.js";

const GLASS_KEPT = 20;
const CLOCKS = 3;

const $ = (id) => document.getElementById(id);

export class StatusBar {
  /** parts: {posts, bell: () => Bell} */
  constructor(posts) {
    this.root = document.documentElement;
    this.glass = [];
    this.state = null;
    this.clocks = posts.filter((post) => post.timezone).slice(0, CLOCKS).map((post) => {
      const time = h("span", { class: "num" });
      $("clocks").append(h("span", { class: "clock", title: `${post.name} · ${post.timezone}` }, h("span", { class: "muted" }, post.code), time));
      return { post, time };
    });
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  tick() {
    for (const { post, time } of this.clocks) time.textContent = clockTime(now(), post.timezone, true);
  }

  showLive({ state, since, seq }) {
    this.root.dataset.live = state === "live" ? "yes" : "no";
    this.root.dataset.link = state;
    if (seq !== null) this.root.dataset.seq = seq;
    const minute = clockTime(since);
    if (this.state === state && this.minute === minute) return;
    Object.assign(this, { state, minute });
    $("live").className = `live is-${state}`;
    $("live-word").textContent = state === "live" ? gettext("Live") : interpolate(gettext("Not live since %s"), [minute]);
    this.showBanner(state, minute);
  }

  showBanner(state, minute) {
    const banner = $("dead");
    banner.hidden = state === "live";
    banner.className = `dead-banner is-${state}`;
    $("dead-word").textContent = interpolate(gettext("Not live since %s"), [minute]);
    $("dead-more").textContent = state === "polling"
      ? gettext("New alerts still arrive, up to some seconds late. Reconnecting…")
      : gettext("What you see may be old and new alerts may be missing. Check your network, and call your post or the 24-hour centre. Reconnecting…");
  }

  showCounts(counts) {
    $("count-open").textContent = number(counts.open);
    $("count-unclaimed").textContent = number(counts.unclaimed);
    $("count-mine").textContent = number(counts.mine);
    $("count-unlocated").textContent = number(counts.unlocated);
    $("count-unclaimed").parentElement.classList.toggle("is-alarm", counts.unclaimed > 0);
    const title = document.title.replace(/^\(\d[^)]*\) /, "");
    document.title = counts.unclaimed ? `(${number(counts.unclaimed)}) ${title}` : title;
  }

  /** Milliseconds from the server's receipt to the painted row; the median of the last ones is shown. */
  addGlass(milliseconds) {
    this.glass.push(milliseconds);
    this.glass = this.glass.slice(-GLASS_KEPT);
    const middle = this.glass.toSorted((a, b) => a - b)[Math.floor(this.glass.length / 2)];
    this.root.dataset.glass = Math.round(milliseconds);
    $("glass").hidden = false;
    $("glass-value").textContent = middle < 1000 ? `${number(Math.round(middle))} ms` : `${number(Math.round(middle / 100) / 10)} s`;
    $("glass").classList.toggle("is-slow", middle > 1000);
  }

  /** Seconds without a test press on this board, when there should have been one. */
  showCanary(late) {
    $("glass").classList.toggle("is-late", late !== null);
    this.root.dataset.canary = late === null ? "ok" : "late";
    $("canary-late").hidden = late === null;
    if (late !== null) $("canary-late").textContent = interpolate(gettext("No test press for %s s"), [number(late)]);
  }

  showBell({ state, ringing, quietLeft }) {
    this.root.dataset.sound = state;
    const minutes = `${Math.floor(quietLeft / 60)}:${String(quietLeft % 60).padStart(2, "0")}`;
    const word = state === "blocked" ? gettext("Sound off — click to enable") : state === "quiet" ? interpolate(gettext("Quiet for %s"), [minutes]) : ringing ? gettext("Ringing") : gettext("Sound on");
    if (this.bellWord === word) return;
    this.bellWord = word;
    const button = $("bell");
    button.className = `btn btn-small bell is-${state} ${ringing ? "is-ringing" : ""}`;
    button.title = state === "on" ? gettext("Quiet for two minutes") : "";
    button.replaceChildren(icon(state === "on" ? "bell" : "bell-off"), h("span", {}, word));
  }
}
