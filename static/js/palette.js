/* Ctrl+K opens the palette: what can be done on this page, by its keys, and what the server finds. Arrows choose,
   Enter opens the first or the chosen one. The link with data-palette leads to the same as a page. */
const MOST = 5;
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const here = document.getElementById("palette-here");

const shown = (element) => element.getClientRects().length > 0 && !element.disabled;
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

function words(element) {
  const label = element.dataset.keyWords ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
  if (label) return label.trim();
  const copy = (element.querySelector("b") ?? element).cloneNode(true);
  copy.querySelectorAll("kbd, .count, .unseen").forEach((part) => part.remove());
  return copy.textContent.trim();
}

/* Places of the menu come from the server; digits are tiles of the home page. */
const ofPage = () => [...document.querySelectorAll("[data-key]")].filter((one) => /^[a-z]$/.test(one.dataset.key) && shown(one));
let doable = [];

function use(element) {
  dialog.close();
  element.focus();
  if (!element.matches("textarea, select, input:not([type=checkbox], [type=radio])")) element.click();
  document.getElementById(element.dataset.then ?? "")?.focus();
}

function line(element) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const cap = document.createElement("kbd");
  const text = document.createElement("span");
  button.type = "button";
  text.textContent = words(element);
  cap.textContent = element.dataset.key.toUpperCase();
  cap.className = "push";
  button.append(text, cap);
  button.addEventListener("click", () => use(element));
  item.append(button);
  return item;
}

function fill() {
  const asked = plain(input.value.trim());
  const fit = doable.filter((one) => plain(words(one)).includes(asked)).slice(0, MOST);
  here.querySelector("ul").replaceChildren(...fit.map(line));
  here.hidden = fit.length === 0;
}

function open() {
  if (dialog.open || document.querySelector("dialog[open]:modal")) return;
  doable = ofPage();
  dialog.showModal();
  input.value = "";
  input.focus();
  fill();
  window.htmx?.trigger(input, "open");
}

const choices = () => [...dialog.querySelectorAll(".found :is(a, button)")].filter(shown);

function move(step) {
  const all = [input, ...choices()];
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (!dialog || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
  if (event.key.toLowerCase() !== "k" || event.isComposing) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
});

dialog?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target === input && choices()[0]) {
    event.preventDefault();
    choices()[0].click();
  }
});

input?.addEventListener("input", fill);
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("a")) dialog.close();
});
document.addEventListener("click", (event) => {
  if (!dialog || !event.target.closest?.("[data-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.target.closest("[popover]")?.hidePopover?.();
  open();
});
