/* Where the reader goes on after the page, or a part of it, came back: to the list of errors, else to what the
   part names with data-focus. A request that failed on the way says so instead of doing nothing. */
const find = (root) => root.querySelector(".errors[role=alert]") ?? root.querySelector("[data-focus]");

document.querySelector(".errors[role=alert]")?.focus();

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target;
  if (!(part instanceof Element)) return;
  (part.matches(".errors[role=alert], [data-focus]") ? part : find(part))?.focus();
});

const trouble = document.getElementById("trouble");
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => trouble && (trouble.hidden = false));
}
document.addEventListener("htmx:beforeRequest", () => trouble && (trouble.hidden = true));
