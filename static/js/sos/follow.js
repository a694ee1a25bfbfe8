/* Follows one alert: by socket, and by asking, because a push is a courtesy. */

import { get } from "./api.js";
import { key } from "./store.js";

const ASK_EVERY = 10000;
const ASK_ANYWAY_EVERY = 60000;
const RECONNECT = { first: 2000, most: 30000 };

export class Follow {
  /** `onStatus(status)` with what the server says of the alert; `onError(error)` when asking fails. */
  constructor(onStatus, onError) {
    Object.assign(this, { onStatus, onError, id: null, failures: 0, askedAt: 0 });
    setInterval(() => this.askIfDue(), 2000);
  }

  follow(id) {
    if (id === this.id) return;
    this.id = id;
    this.failures = 0;
    clearTimeout(this.timer);
    if (this.socket) hangUp(this.socket);
    this.socket = null;
    if (id === null) return;
    this.connect();
    this.ask();
  }

  connect() {
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/alerts/${this.id}/`;
    const socket = new WebSocket(address, ["consular.v1", `bearer.${key()}`]);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = () => socket === this.socket && this.reconnect();
  }

  reconnect() {
    this.socket = null;
    this.timer = setTimeout(() => this.connect(), Math.min(RECONNECT.first * 2 ** this.failures, RECONNECT.most));
    this.failures += 1;
    this.ask();
  }

  hear(frame) {
    this.failures = 0;
    if (frame.type === "state" && frame.id === this.id) this.onStatus(frame);
    if (frame.type === "resync") this.ask();
  }

  askIfDue() {
    const isLive = this.socket?.readyState === WebSocket.OPEN;
    if (this.id && Date.now() - this.askedAt >= (isLive ? ASK_ANYWAY_EVERY : ASK_EVERY)) this.ask();
  }

  async ask() {
    const id = this.id;
    if (id === null) return;
    this.askedAt = Date.now();
    try {
      const status = await get(`${id}/`);
      if (id === this.id) this.onStatus(status);
    } catch (error) {
      this.onError(error);
    }
  }
}

/** A socket that is still being opened is let open first: browsers complain otherwise. */
function hangUp(socket) {
  if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
  else socket.close();
}
