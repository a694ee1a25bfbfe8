/* The line under the header: live or not (statusline.js); press to glass; counts; the bell. */

import { h, icon } from "./dom.js";
import { number } from "./format.js";
import { StatusLine } from "./statusline.js";

const GLASS_KEPT = 20;

const $ = (id) => document.getElementById(id);

export class StatusBar extends StatusLine {
  constructor(posts) {
    super(posts);
    this.glass = [];
  }

  showCounts(counts) {
    $("count-open").textContent = number(counts.open);
    $("count-unclaimed").textContent = number(counts.unclaimed);
    $("count-mine").textContent = number(counts.mine);
    $("count-unlocated").textContent = number(counts.unlocated);
    $("count-drills").textContent = number(counts.drills);
    $("tally-drills").hidden = !counts.drills;
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

  /** Seconds without a test press on this board, when there should have been one: the whole line turns red. Said aloud once; the count is for eyes. */
  showCanary(late) {
    this.root.dataset.canary = late === null ? "ok" : "late";
    $("canary-late").hidden = late === null;
    $("canary-word").textContent = late === null ? "" : interpolate(gettext("No test press for %s s"), [number(late)]);
    const said = late === null ? "" : gettext("No test press has come: new alerts may not arrive here.");
    if ($("canary-said").textContent !== said) $("canary-said").textContent = said;
  }

  showBell({ state, ringing, quietLeft }) {
    this.root.dataset.sound = state;
    this.root.dataset.ringing = ringing || "";
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
