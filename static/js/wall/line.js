/* The wall's line to the server: the board's, but what comes is how the districts stand, always whole; it asks for nothing and is nobody's eyes.

   A bulletin comes every second, changed or not: how fresh the wall is, is judged by them alone. A beat may come though none can be written. */

import { Live } from "../board/live.js";
import { observe } from "../board/clock.js";

const BULLETIN_FRESH = 10000;

export class WallLine extends Live {
  async readAll() {
    const { breaks } = this;
    const asked = performance.now();
    const wall = await this.api.get("board/wall/");
    this.lastPoll = performance.now();
    this.mended = breaks;
    if (this.lastBeat < asked) this.show(wall); // else a newer bulletin has come meanwhile
  }

  readOn() {
    return this.readAll();
  }

  receive(frame) {
    this.failures = 0;
    if (frame.type === "bulletin") {
      this.lastBeat = performance.now();
      this.show(frame);
    } else if (frame.type === "resync") {
      this.resync();
    }
    this.judge();
  }

  show(wall) {
    if (wall.at) observe(wall.at);
    this.seq = this.target = wall.seq ?? this.seq ?? 0;
    this.onBulletin(wall);
  }

  get freshFor() {
    return BULLETIN_FRESH;
  }

  resume() {}

  beat() {}

  readBulletin() {}
}
