/* Keyboard shortcuts. The page declares them: data-key="m", "1", "/", or two in a row such as "g q".
   Nothing happens while somebody types, with a modifier, or when <body data-keys="off">. */
const WAIT = 1500; // milliseconds between the two keys of a pair
const FIELDS = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])";

let first = "";
let firstAt = 0;

const shown = (element) => element.getClientRects().length > 0 && !element.disabled;
const ready = () => document.body.dataset.keys !== "off";

function target(keys) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)];
  // a place of the menu can be reached while the menu is folded away
  return all.find(shown) ?? all.find((element) => keys.startsWith("g ") && element.href);
}

function use(element) {
  if (element.matches(FIELDS)) {
    element.focus();
    element.select?.();
    return;
  }
  element.click();
  document.getElementById(element.dataset.then ?? "")?.focus();
}

function rows() {
  return [...document.querySelectorAll("[data-rows] .subject[href]")].filter(shown);
}

function place(list) {
  const at = list.indexOf(document.activeElement);
  return at >= 0 ? at : list.findIndex((link) => link.closest("[aria-current]"));
}

/* What a row offers by a key of its own: data-row-key="e" on a link or button inside it. */
function ownKey(link, key) {
  const own = link?.closest(".row-item").querySelector(`[data-row-key="${CSS.escape(key)}"]`);
  own?.click();
  return Boolean(own);
}

function inRows(key) {
  const list = rows();
  const at = place(list);
  if (key === "j") list[Math.min(at + 1, list.length - 1)]?.focus();
  else if (key === "k") list[Math.max(at - 1, 0)]?.focus();
  else if (key === "o") list[at]?.click();
  else if (key === "x") list[at]?.closest(".row-item").querySelector("input[type=checkbox]")?.click();
  else return ownKey(list[at], key);
  return list.length > 0;
}

function words(element) {
  if (element.dataset.keyWords) return element.dataset.keyWords;
  const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
  if (label) return label.trim();
  const copy = (element.querySelector("b") ?? element).cloneNode(true);
  copy.querySelectorAll("kbd, .count, .unseen").forEach((part) => part.remove());
  return copy.textContent.trim();
}

function line(keys, text) {
  const term = document.createElement("dt");
  for (const key of keys.split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = key.toUpperCase();
    term.append(cap, " ");
  }
  const what = document.createElement("dd");
  what.textContent = text;
  return [term, what];
}

function fill(dialog) {
  const list = dialog.querySelector("[data-own-keys]");
  const known = new Set(["/", "?"]);
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key]")) {
    const keys = element.dataset.key;
    if (known.has(keys) || target(keys) !== element) continue;
    known.add(keys);
    list.append(...line(keys, words(element)));
  }
  for (const part of dialog.querySelectorAll("[data-if]")) part.hidden = !document.querySelector(part.dataset.if);
}

function help() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

function answer(key) {
  const pair = first && Date.now() - firstAt < WAIT ? target(`${first} ${key}`) : null;
  first = "";
  const element = pair ?? target(key);
  if (element) use(element);
  else if (key === "?") return help();
  else if (inRows(key)) return true;
  else if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) [first, firstAt] = [key, Date.now()];
  else return false;
  return true;
}

function send(event) {
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  // the main button: a search or a removal inside the form may stand before it
  const buttons = [...form.querySelectorAll("button:not([type=button], [disabled])")];
  form.requestSubmit(buttons.find((button) => button.matches(".main")) ?? buttons[0]);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) return send(event);
  if (!ready() || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]:modal")) return;
  const key = event.key.toLowerCase();
  if (event.shiftKey && key !== key.toUpperCase()) return; // Shift and a letter is not the letter
  if (event.repeat && key !== "j" && key !== "k") return;
  if (answer(key)) event.preventDefault();
});

const dialog = document.getElementById("keys");
dialog?.addEventListener("toggle", () => dialog.open && fill(dialog));
