/* Dialogs: a form that loses nothing typed, and a list to choose from. */

import { h, icon } from "./dom.js";

const DRAFT = "board-draft:";

function draft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT + key)) || {};
  } catch {
    return {};
  }
}

function keep(key, values) {
  try {
    if (values) sessionStorage.setItem(DRAFT + key, JSON.stringify(values));
    else sessionStorage.removeItem(DRAFT + key);
  } catch {
    /* no storage: the draft lasts as long as the dialog */
  }
}

export const isOpen = () => Boolean(document.querySelector("dialog[open]"));

let opened = 0;

/** To where it was; where that is gone, to the same button drawn anew, or to the queue. */
function giveBack(node) {
  const { verb } = node.dataset;
  const again = node.isConnected ? node : verb && document.querySelector(`[data-verb="${CSS.escape(verb)}"]`);
  (again || document.getElementById("queue")).focus();
}

export function openFrame(name, title, ...content) {
  const back = document.activeElement;
  const titled = `dialog-title-${(opened += 1)}`;
  const close = h("button", { type: "button", class: "btn btn-quiet btn-icon", "aria-label": gettext("Close"), onclick: () => dialog.close() }, icon("close"));
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": titled, data: { testid: `dialog-${name}` } },
    h("div", { class: "dialog-head" }, h("h2", { id: titled }, title), close), ...content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    giveBack(back);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function choices(field, value) {
  return h("fieldset", { class: "field" }, h("legend", {}, field.label),
    h("div", { class: "checks" }, field.options.map(([code, word]) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name: field.name, value: code, required: field.required, checked: code === value }), h("span", {}, word)))));
}

function select(field, value) {
  const groups = field.groups || [["", field.options]];
  const option = ([code, word]) => h("option", { value: code, selected: code === value }, word);
  return h("select", { id: `field-${field.name}`, name: field.name, required: field.required },
    field.empty ? h("option", { value: "" }, field.empty) : null,
    groups.map(([word, options]) => (word ? h("optgroup", { label: word }, options.map(option)) : options.map(option))));
}

function control(field, value) {
  if (field.type === "choices") return choices(field, value);
  const common = { id: `field-${field.name}`, name: field.name, required: field.required, maxlength: field.maxlength };
  const input = field.type === "select" ? select(field, value)
    : field.type === "textarea" ? h("textarea", { ...common, rows: 4, value: value || "" })
    : h("input", { ...common, type: "text", value: value || "", autocomplete: "off", spellcheck: "false" });
  return h("div", { class: "field" },
    h("label", { for: common.id }, field.label, field.required ? null : h("span", { class: "optional" }, ` (${gettext("optional")})`)),
    input, field.help ? h("p", { class: "help" }, field.help) : null);
}

function setRequired(node, needed) {
  for (const input of node.querySelectorAll("input, select, textarea")) input.required = needed;
  for (const word of node.querySelectorAll(".optional")) word.hidden = needed;
}

/** form: {name, title, intro?, content?: node, fields, submit: label, other?: {label, run}, danger?, key, send: async values}.
    A field's `when` shows it, its `requiredWhen` makes it required. What `send` throws is shown and nothing is lost. */
export function openForm(form) {
  const values = { ...Object.fromEntries(form.fields.map((field) => [field.name, field.value || ""])), ...draft(form.key) };
  for (const field of form.fields) if (field.preset) values[field.name] = field.preset;
  const wrong = h("div", { class: "notice notice-alarm", role: "alert", hidden: true, data: { testid: "dialog-error" } }, h("p", {}));
  const send = h("button", { class: `btn ${form.danger ? "btn-danger" : "btn-primary"}`, type: "submit", data: { testid: "dialog-submit" } }, form.submit);
  const other = form.other && h("button", { class: "btn", type: "button", data: { testid: "dialog-other" }, onclick: () => { dialog.close(); form.other.run(); } }, form.other.label);
  const controls = form.fields.map((field) => ({ field, node: control(field, values[field.name]) }));
  const body = h("form", { class: "dialog-form", method: "dialog" },
    h("div", { class: "dialog-body" }, form.intro ? h("p", { class: "muted" }, form.intro) : null, form.content, wrong, controls.map((item) => item.node)),
    h("div", { class: "dialog-foot" }, h("span", { class: "muted small grow" }, form.fields.length ? gettext("Ctrl+Enter sends, Esc keeps a draft") : ""), other, send));

  const read = () => Object.fromEntries(new FormData(body));
  const arrange = () => {
    const now = read();
    for (const { field, node } of controls) {
      if (field.requiredWhen) setRequired(node, field.requiredWhen(now));
      if (!field.when) continue;
      node.hidden = !field.when(now);
      for (const input of node.querySelectorAll("input, select, textarea")) input.disabled = node.hidden;
    }
  };
  body.addEventListener("input", () => {
    arrange();
    keep(form.key, { ...values, ...read() });
  });
  body.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && body.requestSubmit());
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    try {
      await form.send(read());
      keep(form.key, null);
      dialog.close();
    } catch (error) {
      wrong.hidden = false;
      wrong.firstChild.textContent = [error.said || error.message, ...Object.values(error.fields || {}).flat()].join(" ");
    } finally {
      send.disabled = false;
    }
  });
  const dialog = openFrame(form.name, form.title, body);
  arrange();
  (body.querySelector("input[type=radio]:checked") || body.querySelector("textarea, input, select") || send).focus();
  return dialog;
}

/** A plain list of choices: what lies on one spot of the map, for example. items: [{label: node|text, choose}] */
export function openList(name, title, items) {
  const list = h("ul", { class: "choice-list" }, items.map((item) =>
    h("li", {}, h("button", { type: "button", class: "btn btn-quiet btn-block", onclick: () => { dialog.close(); item.choose(); } }, item.label))));
  const dialog = openFrame(name, title, h("div", { class: "dialog-body" }, list));
  list.querySelector("button")?.focus();
}

export function openHelp(rows) {
  const table = h("table", { class: "table" }, h("tbody", {}, rows.map(([keys, text]) =>
    h("tr", {}, h("th", { scope: "row", class: "nowrap" }, keys.map((key) => h("kbd", {}, key)).flatMap((node, index) => (index ? [" ", node] : [node]))), h("td", {}, text)))));
  openFrame("help", gettext("Keyboard"), h("div", { class: "dialog-body" }, h("div", { class: "table-wrap" }, table)));
}
