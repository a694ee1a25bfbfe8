/* The colour tokens of consular.css for what is drawn on canvas, read once per theme. */

let known = new Map();
const listeners = [];

export function colour(token) {
  if (!known.has(token)) known.set(token, getComputedStyle(document.documentElement).getPropertyValue(token).trim());
  return known.get(token);
}

export const onTheme = (listener) => listeners.push(listener);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  known = new Map();
  for (const listener of listeners) listener();
});
