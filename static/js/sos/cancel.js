/* Cancelling: the PIN by pad or keyboard. Whichever PIN is right, everything here does the same. */

import { post } from "./api.js";

export class CancelDialog {
  /** `onCancelled(id)` once the consulate has the request. The PIN is never kept. */
  constructor(dialog, onCancelled) {
    this.dialog = dialog;
    this.onCancelled = onCancelled;
    this.input = dialog.querySelector("input");
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    for (const button of dialog.querySelectorAll("[data-digit]")) {
      button.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus: Enter sends
      button.addEventListener("click", () => this.type(button.dataset.digit));
    }
    dialog.addEventListener("close", () => (this.input.value = ""));
  }

  open(id) {
    this.id = id;
    this.input.value = "";
    this.say(null);
    this.dialog.showModal();
    this.input.focus();
  }

  type(digit) {
    this.input.value = digit ? this.input.value + digit : this.input.value.slice(0, -1);
    this.say(null);
  }

  say(what) {
    for (const sentence of this.dialog.querySelectorAll("[data-pin]")) sentence.hidden = sentence.dataset.pin !== what;
  }

  async send() {
    const pin = this.input.value.trim();
    if (!pin || this.isBusy) return;
    this.isBusy = true;
    this.say(null);
    try {
      await post(`${this.id}/cancel/`, JSON.stringify({ pin }));
      this.dialog.close();
      this.onCancelled(this.id);
    } catch (error) {
      this.input.value = "";
      this.say(error.code === "wrong_pin" ? "wrong" : "unsent");
      this.input.focus();
    }
    this.isBusy = false;
  }
}
