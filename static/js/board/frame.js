/* Many causes, one effect: work that is asked for again and again is done once per frame, or once per pause. */

/** Coalesces calls into the next frame; a hidden tab catches up when it is seen again. */
export function perFrame(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}

/** Coalesces calls into one after `pause` milliseconds; goes on in a hidden tab. */
export function perPause(pause, act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    }, pause);
  };
}
