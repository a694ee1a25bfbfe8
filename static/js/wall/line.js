/* The wall's line to the server: the board's, but what comes is how the districts stand, always whole; it asks for nothing and is nobody's eyes. */

import { Live } from "../board/live.js";
import { observe } from "../board/clock.js";

export class WallLine extends Live {
  async readAll() {
    const wall = await this.api.get("board/wall/");
    this.seq = this.target = wall.seq;
    this.lastPoll = performance.now();
    this.onBulletin(wall);
  }

  readOn() {
    return this.readAll();
  }

  greeted(seq) {
    this.heartbeat({ seq });
  }

  heartbeat({ seq, at }) {
    this.lastBeat = performance.now();
    if (at) observe(at);
    this.seq = this.target = seq;
  }

  resume() {}

  beat() {}
}
