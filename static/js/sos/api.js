/* HTTP to the intake of our own origin, as this phone: with its key, without cookies. */

import { key } from "./store.js";

const ROOT = "/api/v1/alerts/";
const ANSWER_WITHIN = 15000;

export class Unsent extends Error {
  /** status 0: no answer at all. `wait`: the seconds that the server asks for. */
  constructor(status, code, wait) {
    super(code);
    Object.assign(this, { status, code, wait });
  }

  get isRefusal() {
    return this.status === 401;
  }
}

export const get = (path) => ask("GET", path);
export const post = (path, text) => ask("POST", path, text);

async function ask(method, path, text) {
  const ending = new AbortController();
  const alarm = setTimeout(() => ending.abort(), ANSWER_WITHIN);
  try {
    const response = await fetch(ROOT + path, {
      method,
      body: text,
      credentials: "omit",
      cache: "no-store",
      keepalive: method === "POST", // a press under way goes on when the page is left
      headers: { Accept: "application/json", Authorization: `Bearer ${key()}`, ...(text && { "Content-Type": "application/json" }) },
      signal: ending.signal,
    });
    const answer = await response.json();
    if (response.ok) return answer;
    throw new Unsent(response.status, answer.code, Number(response.headers.get("Retry-After")) || 0);
  } catch (error) {
    throw error instanceof Unsent ? error : new Unsent(0, "unreachable", 0);
  } finally {
    clearTimeout(alarm);
  }
}
