/* What changes while one looks: the counts of the queue, and who else has the request open. Asked for quietly while
   the page is seen; words are put in place and nothing else moves, so the focus stays. A fault asks later. */
const EVERY = 20_000, LATEST = 300_000; // milliseconds
const QUIET = { "X-Quiet": "1", "HX-Request": "true" };

let wait = EVERY;
let timer = 0;
let tag = "";

const list = document.querySelector("[data-counts]");
const fresh = document.getElementById("fresh");
const put = (element, words) => element && element.textContent.trim() !== words && (element.textContent = words);

/* Answers, or nothing where there is nothing new. Signed out, it throws: then this page asks no more. */
async function ask(address, options) {
  const answer = await fetch(address, { cache: "no-store", ...options, headers: { ...QUIET, ...options.headers } });
  if (answer.status === 304) return null;
  if (answer.status === 204 || answer.redirected || answer.status === 403) throw new Error("over");
  if (!answer.ok) throw new Error("later");
  return answer;
}

async function counts() {
  const answer = await ask(list.dataset.counts, { headers: tag ? { "If-None-Match": tag } : {} });
  if (!answer) return;
  const told = await answer.json();
  if (fresh && Object.entries(told.counts).some(([view, count]) => shownCount(view) !== String(count))) fresh.hidden = false;
  for (const [view, count] of Object.entries(told.counts)) put(list.querySelector(`[data-count="${view}"]`), count);
  put(document.getElementById("counts"), told.words);
  tag = answer.headers.get("ETag") ?? "";
}

const shownCount = (view) => list.querySelector(`[data-count="${view}"]`)?.textContent.trim();

async function presence() {
  const place = document.querySelector("[data-here]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!place || !token) return;
  const body = new URLSearchParams();
  if (document.querySelector(".compose textarea")?.value.trim()) body.set("writing", "1");
  const answer = await ask(place.dataset.here, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const words = answer ? (await answer.text()).trim() : "";
  if (place.isConnected && place.dataset.words !== words) {
    place.dataset.words = words;
    place.innerHTML = words;
  }
}

async function look() {
  clearTimeout(timer);
  if (document.visibilityState !== "visible") return;
  try {
    await Promise.all([list ? counts() : null, presence()]);
    wait = EVERY;
  } catch (fault) {
    if (fault.message === "over") return;
    wait = Math.min(wait * 2, LATEST);
  }
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:afterSettle", (event) => event.target.id === "detail" && look());
fresh?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  fresh.hidden = true;
  window.htmx.trigger(document.getElementById("list"), "refresh");
  document.querySelector("[data-rows] .row-item[aria-current] .subject, [data-rows] .subject")?.focus();
});
look();
