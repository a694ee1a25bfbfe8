/* Building nodes without strings of HTML: every text enters through textContent. */

const SVG = "http://www.w3.org/2000/svg";
const sprite = document.getElementById("board").dataset.sprite;

/** h("button", {class: "btn", onclick: f, data: {verb: "claim"}, "aria-label": "…"}, "text", node, null) */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function badge(kind, text, iconName = "") {
  return h("span", { class: `badge ${kind}`, title: text }, iconName ? icon(iconName) : null, h("span", { class: "badge-text" }, text));
}

const NAMES = ["verb", "focus", "incident", "key", "testid"];

/** How the node that has the focus inside a box is found again once the box is drawn anew; null: nothing there has it. */
export function focusIn(box) {
  const node = document.activeElement;
  if (!box.contains(node)) return null;
  if (node.id && node !== box) return `#${CSS.escape(node.id)}`;
  const name = NAMES.find((each) => node.dataset[each]);
  return name ? `[data-${name}="${CSS.escape(node.dataset[name])}"]` : "";
}

/** Gives the focus back; to the box itself where what had it is gone. */
export function refocus(box, found) {
  if (found === null || box.contains(document.activeElement)) return;
  ((found && box.querySelector(found)) || box).focus({ preventScroll: true });
}

/** Shows these nodes in a box. What is equal to what stands there is left alone: with it stay focus, selection and scroll. */
export function redraw(box, nodes) {
  const standing = [...box.children];
  const kept = nodes.map((node) => (standing.includes(node) ? node : standing.find((one) => one.isEqualNode(node)) || node));
  for (const node of standing) if (!kept.includes(node)) node.remove();
  kept.forEach((node, index) => box.children[index] === node || box.insertBefore(node, box.children[index] || null));
}

/** Short word to the officer that goes by itself; errors stay longer. */
export function toast(text, kind = "", seconds = kind === "alarm" ? 12 : 6) {
  const box = document.getElementById("toasts");
  const close = h("button", { class: "btn btn-quiet btn-icon btn-small", "aria-label": gettext("Dismiss"), onclick: () => node.remove() }, icon("close"));
  const node = h("div", { class: `toast ${kind ? `toast-${kind}` : ""}`, data: { testid: "toast" } }, h("p", { class: "grow" }, text), close);
  while (box.children.length > 2) box.firstChild.remove();
  box.append(node);
  setTimeout(() => node.remove(), seconds * 1000);
}
