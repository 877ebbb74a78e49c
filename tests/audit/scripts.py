"""What the audit asks the page itself."""

# Hidden for eyes on purpose, drawings, and boxes that scroll by themselves are no text that is cut off.
CLIPPED = """() => {
  const found = [];
  const words = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 140);
  const seen = { visibilityProperty: true, contentVisibilityAuto: true };
  const unseen = (one) => one
    && (one.clientWidth === 1 && one.clientHeight === 1 || unseen(one.parentElement));
  for (const one of document.body.querySelectorAll("*")) {
    if (one.closest(".unseen, svg, .sprite, select, .strata") || !one.checkVisibility(seen)) continue;
    if (unseen(one)) continue;
    if (!one.textContent.trim()) continue;
    const style = getComputedStyle(one);
    if (style.display === "inline" || style.display === "contents" || one.clientWidth <= 1) continue;
    const scrolls = (value) => value === "auto" || value === "scroll";
    const cut = (value) => value === "hidden" || value === "clip";
    const across = one.scrollWidth > one.clientWidth + 1, down = one.scrollHeight > one.clientHeight + 1;
    if (across && cut(style.overflowX) || down && cut(style.overflowY)) found.push(`cut off: ${words(one)}`);
    const leaf = ![...one.children].some((child) => getComputedStyle(child).display !== "inline");
    if (across && leaf && style.overflowX === "visible" && style.position !== "absolute"
        && !one.closest(".scroll-x, .region")) found.push(`sticks out: ${words(one)}`);
  }
  return found.slice(0, 5);
}"""

# WCAG 1.4.12. A sheet made by a script is no inline style, so the page's policy lets it be.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
UNSPACED = "() => { document.adoptedStyleSheets = []; }"

# Everything that Tab must come to; radio buttons of one name are one stop. The first one gets the focus.
STOPS = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const seen = { visibilityProperty: true, contentVisibilityAuto: true };
  const groups = new Set();
  window.auditStops = [...document.querySelectorAll(controls)].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility(seen)) return false;
    if (one.type !== "radio") return true;
    const name = `${one.form?.id}/${one.form?.action}/${one.name}`;
    const first = !groups.has(name);
    groups.add(name);
    return first;
  });
  document.activeElement?.blur();
  scrollTo(0, 0);
  window.auditStops[0]?.focus();
  return window.auditStops.length;
}"""

# Where the focus is: its place among the stops (-1: nowhere), and what is wrong with how it is shown.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return { place: -1, wrong: [] };
  const words = one.outerHTML.replace(/\\s+/g, " ").slice(0, 140);
  const stops = window.auditStops;
  let place = stops.indexOf(one);
  if (place < 0 && one.type === "radio")
    place = stops.findIndex((other) => other.name === one.name && other.form === one.form);
  if (place < 0) place = 10000 + [...document.querySelectorAll("*")].indexOf(one);
  const near = [one, one.nextElementSibling, one.closest("label"), one.parentElement].filter(Boolean);
  const wrong = [];
  const ring = near.map((other) => [other, getComputedStyle(other)])
    .find(([, style]) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  if (!ring) wrong.push(`the focus is not to be seen: ${words}`);
  else {
    const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = (color) => color.slice(0, 3).map((part) => part / 255)
      .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
      .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
    let ground = ring[0].parentElement, color = [0, 0, 0, 0];
    for (; ground; ground = ground.parentElement) {
      color = rgb(getComputedStyle(ground).backgroundColor);
      if (color.length === 3 || color[3] === 1) break;
    }
    const [high, low] = [light(rgb(ring[1].outlineColor)), light(color)].sort((a, b) => b - a);
    const contrast = (high + .05) / (low + .05);
    if (ground && contrast < 3) wrong.push(`the focus has a contrast of ${contrast.toFixed(1)}: ${words}`);
  }
  const boxes = (near.find((other) => other === one.closest("label")) || one).getClientRects();
  const around = one.closest("label, summary, li, p, td, th, div");
  const own = (hit) => hit && (one.contains(hit) || hit === around
    || around?.contains(hit) && hit.contains(one)
    || one.labels && [...one.labels].some((label) => label.contains(hit)));
  const open = [...boxes].some((box) => [.5, .05, .95].some((x) => [.5, .05, .95].some((y) =>
    own(document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)))));
  if (!open) wrong.push(`the focus is out of sight: ${words}`);
  return { place, words, wrong };
}"""

# Each stop gets the focus by a script instead of Tab, which is one call for all of them.
TOUR = f"""() => {{
  const look = {FOCUS};
  return window.auditStops.flatMap((one) => {{ one.focus(); return look().wrong; }}).slice(0, 5);
}}"""

DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"

FOUND = """(reached) => window.auditStops.filter((_one, place) => !reached.includes(place))
  .map((one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 140))"""

PRINTED = """() => {
  const found = [];
  const seen = { visibilityProperty: true };
  const words = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 140);
  const ours = ".side, .topbar, .bottombar, .skip, .compose, button:not(.unseen), .flash";
  for (const one of document.querySelectorAll(ours))
    if (one.checkVisibility(seen)) found.push(`is printed: ${words(one)}`);
  if (![...document.querySelectorAll("h1")].some((one) => one.checkVisibility(seen)))
    found.push("no heading");
  const ground = getComputedStyle(document.body).backgroundColor;
  if (ground !== "rgb(255, 255, 255)") found.push(`is printed on ${ground}`);
  return found.slice(0, 5);
}"""
