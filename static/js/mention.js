/* Names behind @: while one is typed the people that fit are listed below the text; arrows choose, Enter puts it in,
   Escape closes. Without it a name is typed out in full. */
const NAME = /(^|[\s([„“"])@([\p{L}][\p{L}\p{N}.'’-]*(?: [\p{L}'’-]*)?)$/u;
const LEAST = 2; // letters
let list = null;
let asked = 0;

const options = () => [...(list?.children ?? [])];
const typed = (field) => field.value.slice(0, field.selectionStart).match(NAME)?.[2] ?? "";

function close(field) {
  list?.remove();
  list = null;
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}

function choose(field, option) {
  const end = field.selectionStart;
  const start = end - typed(field).length;
  field.setRangeText(`${option.dataset.name} `, start, end, "end");
  close(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function mark(field, option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  field.setAttribute("aria-activedescendant", option.id);
}

function show(field, people) {
  close(field);
  if (!people.length) return;
  list = document.createElement("ul");
  list.id = "mentioned";
  list.className = "plain panel mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  people.slice(0, 8).forEach(([name, more], place) => {
    const option = document.createElement("li");
    option.id = `mentioned-${place}`;
    option.dataset.name = name;
    option.setAttribute("role", "option");
    const small = document.createElement("small");
    small.textContent = more;
    option.append(name, " ", small);
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      choose(field, option);
    });
    list.append(option);
  });
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  mark(field, list.firstElementChild);
}

/* The people that the search of every form finds, read from its radio buttons. */
async function find(field) {
  close(field); // what was found for other letters must not be chosen by a quick Enter
  const words = typed(field);
  const turn = ++asked;
  if (words.length < LEAST) return;
  const answer = await fetch(`${field.dataset.mention}?field=mention&who=${encodeURIComponent(words)}`);
  if (!answer.ok || turn !== asked || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = [...page.querySelectorAll("label > span")];
  const people = found.map((one) => [one.firstChild.textContent.trim(), one.querySelector("small")?.textContent ?? ""]);
  show(field, people.filter(([name]) => name.toLowerCase().includes(words.toLowerCase())));
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.mention) find(event.target);
});

document.addEventListener(
  "keydown",
  (event) => {
    const field = event.target;
    if (!list || !field.dataset?.mention || event.ctrlKey || event.metaKey) return;
    const all = options();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(field, all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") mark(field, all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Enter" || event.key === "Tab") choose(field, all[at]);
    else if (event.key === "Escape") close(field);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("focusout", (event) => {
  if (list && event.target.dataset?.mention) close(event.target);
});
