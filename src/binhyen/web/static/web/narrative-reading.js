// A text and its figures beside one another: each mark leads to its row and back, keys judge row by row, words that are
// selected may be added. Without script all of it are links and plain forms.

import { singleKeysWork } from "./single-keys.js";

const reading = document.querySelector("[data-reading]");
const list = document.querySelector("[data-candidates]");
const judged = []; // rows that this page has judged, the last one last
let goOn = false; // whether the next waiting row is wanted once the answer is there

const rows = () => [...(list?.querySelectorAll("[data-row]") ?? [])];
const rowOf = (number) => document.getElementById(`dong-${number}`);
const markOf = (number) => document.getElementById(`so-${number}`);
const rowAt = (element) => element?.closest?.("[data-row]");

// ---- one row is the chosen one -----------------------------------------------------------------------------

function choose(row, { focus = true, mark = true } = {}) {
  if (!row) return false;
  for (const other of document.querySelectorAll("[data-reading] [aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  const place = markOf(row.dataset.row);
  place?.setAttribute("aria-current", "true");
  if (mark && !isNarrow()) scrollWithin(place, ".reading-text");
  if (focus) {
    show("rows");
    row.focus({ preventScroll: true });
    scrollWithin(row, ".reading-rows");
  }
  history.replaceState(history.state, "", `#dong-${row.dataset.row}`);
  return true;
}

// A link into the page names a row, or the place of one in the text.
function chooseAsked() {
  const asked = location.hash.match(/^#(?:dong|so)-(\d+)$/);
  if (asked) choose(rowOf(asked[1]));
}

// Both frames stand below the bar with the filters, which is as high as what it holds asks for.
const bar = () => document.getElementById("narrative-counts");

function makeRoomForBar() {
  if (bar()) reading.style.setProperty("--reading-bar", `${bar().offsetHeight}px`);
}

// The frame around moves as little as it can: only what is out of sight is brought to the middle of what is seen of it.
function scrollWithin(element, pane) {
  const frame = element?.closest(pane);
  if (!frame) return;
  const [inner, outer] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
  const scrolls = frame.scrollHeight > frame.clientHeight + 1;
  const covered = frame.querySelector("[data-keys]:has([open])")?.offsetHeight ?? 0;
  const top = scrolls ? Math.max(outer.top, bar()?.getBoundingClientRect().bottom ?? 0) + covered : 80;
  const bottom = scrolls ? Math.min(outer.bottom, window.innerHeight) : window.innerHeight - 80;
  if (inner.top >= top && inner.bottom <= bottom) return;
  if (scrolls) frame.scrollTop += inner.top - top - Math.max(16, (bottom - top - inner.height) / 2);
  if (!scrolls || element.getBoundingClientRect().top > bottom - 40) {
    element.scrollIntoView({ block: inner.height > window.innerHeight / 2 ? "start" : "center" });
  }
}

function step(by) {
  const all = rows();
  const here = all.indexOf(rowAt(document.activeElement) ?? list?.querySelector("[aria-current]"));
  const next = here === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  return choose(all[next]);
}

// ---- on a narrow screen one of the two is shown ------------------------------------------------------------

const switcher = document.querySelector("[data-switch]");
const isNarrow = () => window.matchMedia("(max-width: 899px)").matches;

function show(part) {
  if (!switcher || !reading) return;
  reading.dataset.shown = part;
  for (const button of switcher.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === part));
  }
}

// ---- words that are selected -------------------------------------------------------------------------------

const adding = document.getElementById("them");
const pointsAtWords = window.matchMedia("(min-width: 1024px) and (pointer: fine)");

// Places are counted in whole letters, as the server counts them; a browser counts halves of some.
function selected() {
  const words = getSelection();
  if (!words?.rangeCount || words.isCollapsed) return null;
  const range = words.getRangeAt(0);
  const within = range.startContainer.parentElement?.closest("[data-start]");
  if (!within || !within.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(within, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const lead = text.length - text.trimStart().length;
  const start = Number(within.dataset.start) + [...before.toString()].length + [...text.slice(0, lead)].length;
  return { quote: text.trim(), start };
}

function take({ quote, start }) {
  const form = adding.querySelector("form");
  form.querySelector("[data-quote]").value = quote;
  form.querySelector("[data-start-of]").value = start;
  const number = quote.match(/\d[\d.]*(?:,\d+)?/);
  const value = form.querySelector("[data-first]");
  if (number) value.value = number[0].replace(/\.$/, "");
  adding.open = true;
  show("rows");
  value.focus();
}

let offer = null;

function offerToAdd() {
  const found = adding && selected();
  if (!found?.quote || found.quote.length > 200) {
    offer?.remove();
    offer = null;
    return;
  }
  if (!offer) {
    offer = document.createElement("button");
    offer.type = "button";
    offer.className = "button primary add-selected";
    offer.textContent = adding.querySelector("summary").textContent.trim();
    offer.addEventListener("mousedown", (event) => event.preventDefault());
    document.getElementById("content").append(offer);
  }
  offer.onclick = () => {
    take(found);
    getSelection().removeAllRanges();
  };
  putBesideWords();
}

// Fingers cover what is below the words, and the telephone shows its own tools there: then it stands where the sheet says.
function putBesideWords() {
  if (!offer || !getSelection().rangeCount || !pointsAtWords.matches) return;
  const words = getSelection().getRangeAt(0).getBoundingClientRect();
  const top = Math.min(Math.max(words.bottom + 8, 120), window.innerHeight - offer.offsetHeight - 16);
  offer.style.inset = `${top}px auto auto ${Math.max(words.left, 16)}px`;
}

// ---- keys --------------------------------------------------------------------------------------------------

function press(row, selector, { then = false } = {}) {
  const button = row?.querySelector(selector);
  if (!button) return false;
  goOn = then;
  button.click();
  return true;
}

// A figure of an indicator that is broken down waits for its line: it is asked for before the figure is taken.
function askForLine(row) {
  const line = row?.querySelector("[data-line]");
  if (!line || line.value) return false;
  line.focus();
  return true;
}

function undo() {
  const row = rowAt(document.activeElement);
  if (press(row, "[data-undo]")) return true;
  const last = judged.pop();
  return last !== undefined && press(rowOf(last), "[data-undo]");
}

const isWriting = (target) => target.closest?.("select, textarea, input:not([type=checkbox]):not([type=radio])") != null;

const keys = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  Enter: (row) => askForLine(row) || press(row, "[data-accept]", { then: true }),
  e: (row) => press(row, "[data-correct]"),
  x: (row) => press(row, "[data-refuse]", { then: true }),
  z: undo,
  "?": () => {
    const told = document.getElementById("phim");
    if (told) told.open = !told.open;
    return told != null;
  },
};

function close(form) {
  const back = form.querySelector("[data-back]");
  if (back) return back.click();
  adding.open = false;
  adding.querySelector("summary").focus();
}

// Letters and arrows work while one is in the list of figures, or nowhere; so none is stolen from a field or a link.
function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  const form = target.closest?.("[data-correcting]");
  if (form && key === "Escape") {
    close(form);
    return event.preventDefault();
  }
  if (key === "Enter" && target.matches?.("[data-line]") && press(rowAt(target), "[data-accept]", { then: true })) {
    return event.preventDefault();
  }
  if (form || isWriting(target) || (key.length === 1 && !singleKeysWork())) return;
  const row = list?.contains(target) ? rowAt(target) : null;
  if (!row && target !== document.body && !target.matches?.(".reading-rows, main")) return;
  if (!row && key !== "j" && key !== "k" && key !== "?" && key !== "z") return;
  if (key === "Enter" && target !== row) return; // a link or a button does what it says
  if (keys[key]?.(row)) event.preventDefault();
}

// ---- what comes back ---------------------------------------------------------------------------------------

function started(event) {
  const row = rowAt(event.detail.elt);
  if (row && event.detail.requestConfig?.verb === "post") judged.push(row.dataset.row);
}

// What is wrong is put right first.
function startTyping(form) {
  const field = form.querySelector("[aria-invalid=true]") ?? form.querySelector("[name=tai], [data-first]");
  field.focus();
  field.select?.();
}

let answered = null;

function settled() {
  makeRoomForBar();
  if (answered === null) return;
  const row = rowOf(answered);
  answered = null;
  if (!row) return;
  if (row.querySelector("[data-correcting]")) {
    choose(row, { focus: false });
    goOn = false;
    return startTyping(row);
  }
  const all = rows();
  const after = goOn ? all.slice(all.indexOf(row) + 1).find((each) => each.querySelector("[data-accept]")) : null;
  goOn = false;
  choose(after ?? row);
}

if (reading) {
  if (switcher && document.getElementById("van-ban")) switcher.hidden = false;
  const opened = adding?.open ? adding : rowAt(list?.querySelector("[data-correcting]"));
  show(document.getElementById("van-ban") && !opened ? "text" : "rows");
  const told = document.querySelector("[data-keys]");
  if (told) told.hidden = false;
  switcher?.addEventListener("click", (event) => {
    const part = event.target.closest("[data-show]")?.dataset.show;
    if (part) show(part);
  });
  reading.addEventListener("click", (event) => {
    const mark = event.target.closest("mark a[data-number]");
    const back = event.target.closest("[data-to-mark]");
    if (mark && getSelection().isCollapsed) {
      if (choose(rowOf(mark.dataset.number), { mark: false })) event.preventDefault();
    } else if (back) {
      event.preventDefault();
      const row = rowAt(back);
      choose(row, { focus: false });
      show("text");
      const place = markOf(row.dataset.row)?.querySelector("a");
      place?.focus({ preventScroll: true });
      scrollWithin(place, ".reading-text");
    } else if (rowAt(event.target) && !event.target.closest("a, button, input, select, summary, label, form")) {
      choose(rowAt(event.target));
    }
  });
  list?.addEventListener("focusin", ({ target }) => {
    const row = rowAt(target);
    if (row && !row.hasAttribute("aria-current")) choose(row, { focus: false });
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("selectionchange", offerToAdd);
  document.addEventListener("scroll", putBesideWords, { capture: true, passive: true });
  document.addEventListener("htmx:beforeRequest", started);
  document.addEventListener("htmx:beforeSwap", (event) => {
    answered = rowAt(event.detail.target)?.dataset.row ?? null;
  });
  document.addEventListener("htmx:afterSettle", settled);
  window.addEventListener("resize", makeRoomForBar);
  makeRoomForBar();
  window.addEventListener("hashchange", chooseAsked);
  chooseAsked();
  if (opened) {
    if (opened !== adding) choose(opened, { focus: false });
    scrollWithin(opened, ".reading-rows");
    // The browser first goes to the row of the address.
    window.addEventListener("load", () => setTimeout(() => startTyping(opened)));
  }
}
