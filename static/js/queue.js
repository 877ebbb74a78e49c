/* The queue beside the opened request: which row is chosen, its neighbours, a fresh list after something was done;
   and the form of a verb, which opens beside the request and takes the focus. Everything works without it too. */
const CONTROL = "input:not([type=hidden], [type=file]), select, textarea";
const FIRST = { edit: "[name=priority]" };

const split = document.querySelector(".split");
const list = document.getElementById("list");
const detail = document.getElementById("detail");
const neighbours = document.getElementById("neighbours");
let opener = null;

const chosen = () => detail?.querySelector("[data-number]")?.dataset.number;
const rows = () => [...(list?.querySelectorAll(".row-item") ?? [])];
let at = -1; // place of the chosen row in the list, also when it has just left the list

/* The rows before and behind the chosen one; of a row that is gone, those between which it stood. */
function around() {
  const all = rows();
  const here = all.findIndex((row) => row.dataset.number === chosen());
  if (here >= 0) at = here;
  if (!chosen() || at < 0) return [];
  return [all[at - 1], all[here >= 0 ? at + 1 : at]];
}

function mark() {
  if (!split) return;
  const near = around();
  for (const row of rows()) {
    if (row.dataset.number === chosen()) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  split.classList.toggle("open", Boolean(chosen() ?? detail.querySelector("[data-open] form")));
  neighbours.hidden = !near.some(Boolean);
  [...neighbours.children].forEach((link, place) => {
    link.hidden = !near[place];
    if (near[place]) link.href = near[place].querySelector(".subject").href;
  });
}

/* A click on a neighbour is a click on its row, so that only the request is fetched. */
neighbours?.addEventListener("click", (event) => {
  const to = around()[[...neighbours.children].indexOf(event.target.closest("a"))];
  if (!to || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  to.querySelector(".subject").click();
  to.scrollIntoView({ block: "nearest" });
});

/* Chosen rows: how many, all at once, and still chosen after the list came anew, unless they changed meanwhile. */
const boxes = () => [...(list?.querySelectorAll("[name=pick]") ?? [])];
let picked = new Set();

function count() {
  picked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  const place = list?.querySelector("[data-picked]");
  if (place) place.textContent = `: ${picked.size}`;
}

function choose() {
  for (const box of boxes()) box.checked = picked.has(box.value);
  const all = list?.querySelector("[data-pick-all]");
  if (all) all.hidden = false;
  count();
}

list?.addEventListener("change", (event) => event.target.name === "pick" && count());
list?.addEventListener("reset", () => setTimeout(count));
list?.addEventListener("click", (event) => {
  const page = event.target.closest("[data-to-page]"); // a page of its own, not a part beside the list
  if (page) {
    event.preventDefault();
    location.assign(`${page.getAttribute("formaction")}?${new URLSearchParams(new FormData(page.form))}`);
  }
  if (!event.target.closest("[data-pick-all]")) return;
  for (const box of boxes()) box.checked = true;
  count();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target === list) {
    const fresh = document.getElementById("fresh");
    if (fresh) fresh.hidden = true;
    mark();
    choose();
  }
  if (target !== detail) return;
  mark();
  detail.closest(".pane").scrollTop = 0;
  if (requestConfig.verb === "post") window.htmx.trigger(list, "refresh");
});

function intoForm(place) {
  const form = place.querySelector("form");
  if (!form || place.querySelector(".errors")) return;
  const verb = form.getAttribute("action").split("/").at(-2);
  (form.querySelector(FIRST[verb] ?? CONTROL) ?? form.querySelector(`${CONTROL}, button`))?.focus();
  place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "verb") intoForm(event.target);
  if (event.target === detail && detail.querySelector("[data-open] form")) intoForm(detail);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[hx-target='#verb'], [data-close]");
  if (!link) return;
  if (!link.dataset.close) {
    opener = link.closest("[popover]") ? document.querySelector("[popovertarget=more]") : link;
    link.closest("[popover]")?.hidePopover();
    return;
  }
  const place = document.querySelector(link.dataset.close);
  if (!place?.contains(link)) return;
  event.preventDefault();
  place.replaceChildren();
  opener?.focus();
});

mark();
choose();
