/* HTTP to our own origin: JSON both ways, CSRF from the cookie, every refusal as one kind of error. */

import { observe } from "./clock.js";

const TIMEOUT = 10000;

export class ApiError extends Error {
  constructor(status, body) {
    super(body.detail || gettext("The server could not be reached. Nothing was changed; try again."));
    this.status = status;
    this.code = body.code || (status ? "error" : "unreachable");
    this.fields = body.fields || {};
    this.state = body.state || null;
    this.owner = body.owner || null;
  }
}

export const signInAddress = () => `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;

function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] || "";
}

export class Api {
  constructor(root) {
    this.root = root;
  }

  get(path) {
    return this.send("GET", path);
  }

  post(path, body = {}) {
    return this.send("POST", path, body);
  }

  /** A verb on an alert, for example act(id, "claim"): answers what the server answers. */
  act(id, verb, body = {}) {
    return this.post(`alerts/${id}/${verb}/`, body);
  }

  async send(method, path, body) {
    let response;
    try {
      response = await fetch(this.root + path, {
        method,
        credentials: "same-origin",
        cache: "no-store",
        headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json", "X-CSRFToken": csrfToken() } : {}) },
        body: body ? JSON.stringify(body) : undefined,
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      throw new ApiError(0, {});
    }
    observe(response.headers.get("Date"), 1000);
    let data = {};
    try {
      data = await response.json();
    } catch {
      if (response.ok) throw new ApiError(0, {});
    }
    if (!response.ok) throw new ApiError(response.status, data);
    return data;
  }
}
