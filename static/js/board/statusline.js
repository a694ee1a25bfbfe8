/* Live or not, in words, and the posts' clocks: what the board and the wall show alike. A dead board never looks calm. */

import { now } from "./clock.js";
import { h } from "./dom.js";
import { clockTime } from "./format.js";

const CLOCKS = 3;

const $ = (id) => document.getElementById(id);

export class StatusLine {
  /** posts: [{code, name, timezone}], of which the first have a clock */
  constructor(posts) {
    this.root = document.documentElement;
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
}
