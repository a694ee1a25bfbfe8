/* The way out: the page is blank at once, and then an empty page stands in its place. */

const GRACE = 1500;

/** What may still have to leave the phone: functions that give promises. */
export const before = [];

async function leave() {
  document.documentElement.hidden = true;
  document.title = "";
  await Promise.race([Promise.all(before.map((act) => act())), new Promise((settle) => setTimeout(settle, GRACE))]);
  location.replace("about:blank");
}

for (const button of document.querySelectorAll("[data-leave]")) button.addEventListener("click", leave);
