/* A button that is held for one second, by finger, mouse or key, and shows how far it is. */

const HOLD = 1000;
const CONFIRM_WITHIN = 8000;
const STEPS_WHEN_STILL = 4;

export class Hold {
  /** `begun()` when the button goes down, `held()` after the whole second. */
  constructor(button, { begun, held, hint }) {
    Object.assign(this, { button, begun, held, hint, since: null, armedAt: -Infinity });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    button.addEventListener("pointerdown", (event) => this.onPointer(event));
    for (const name of ["pointerup", "pointercancel", "blur"]) button.addEventListener(name, () => this.stop());
    button.addEventListener("keydown", (event) => this.onKey(event, () => this.start()));
    button.addEventListener("keyup", (event) => this.onKey(event, () => this.stop()));
    button.addEventListener("click", (event) => this.onClick(event));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  onPointer(event) {
    if (event.button !== 0) return;
    this.button.setPointerCapture(event.pointerId); // a shaking finger may slide off
    this.start();
  }

  onKey(event, act) {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) act();
  }

  /** A click that no pointer and no key made comes from a switch or a voice, which cannot hold: twice means yes. */
  onClick(event) {
    if (event.detail !== 0) return;
    const now = performance.now();
    if (now - this.armedAt < CONFIRM_WITHIN) {
      this.armedAt = -Infinity;
      this.begun();
      this.finish();
    } else {
      this.armedAt = now;
      this.hint("confirm");
    }
  }

  start() {
    if (this.since !== null) return;
    this.since = performance.now();
    this.button.classList.add("is-held");
    this.begun();
    this.tick();
  }

  tick() {
    if (this.since === null) return;
    const part = Math.min((performance.now() - this.since) / HOLD, 1);
    this.fill(this.still.matches ? Math.floor(part * STEPS_WHEN_STILL) / STEPS_WHEN_STILL : part);
    if (part === 1) this.finish();
    else requestAnimationFrame(() => this.tick());
  }

  stop() {
    if (this.since === null) return;
    this.rest();
    this.hint("short");
  }

  finish() {
    this.rest();
    this.hint("resting");
    this.held();
  }

  rest() {
    this.since = null;
    this.button.classList.remove("is-held");
    this.fill(0);
  }

  fill(part) {
    this.button.style.setProperty("--held", part);
  }
}
