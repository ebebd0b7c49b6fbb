// The desk goes through one report after the other without a mouse: t marks the line for giving back and asks why,
// d accepts, n and p go to the next and the one before. j and k walk the lines (keys.js).

import { singleKeysWork } from "./single-keys.js";

const within = document.querySelector("[data-reviewing]");

function rowHere() {
  return document.activeElement.closest?.("[data-row]");
}

// A reason is asked of marked lines alone, with what is doubted of the line as a first wording.
function show(mark) {
  const reason = mark.closest("[data-row]").querySelector("[data-reason]");
  reason.hidden = !mark.checked;
  if (mark.checked && !reason.value) reason.value = reason.dataset.suggestion;
  if (!mark.checked) reason.value = "";
  return reason;
}

function markRow(row) {
  const mark = row?.querySelector("[data-mark]");
  if (!mark) return false;
  mark.checked = !mark.checked;
  const reason = show(mark);
  if (mark.checked) {
    reason.focus();
    reason.select();
  } else mark.focus();
  return true;
}

const keys = {
  t: () => markRow(rowHere()),
  d: () => press("[data-accept]"),
  n: () => press("[data-following]"),
  p: () => press("[data-previous]"),
};

function press(selector) {
  const button = document.querySelector(selector);
  button?.click();
  return button != null;
}

function isWriting(target) {
  return target.closest?.("select, textarea, input:not([type=checkbox])") != null;
}

if (within) {
  for (const mark of within.querySelectorAll("[data-mark]")) {
    show(mark);
    mark.addEventListener("change", () => show(mark).focus());
  }
  const told = within.querySelector("[data-keys]");
  if (told) told.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Enter in a reason goes on to the next line; it must not give the report back halfway.
    if (event.target.matches?.("[data-reason]") && (event.key === "Enter" || event.key === "Escape")) {
      event.preventDefault();
      event.target.closest("[data-row]").querySelector("[data-mark]").focus();
      return;
    }
    if (isWriting(event.target) || !singleKeysWork()) return;
    if (keys[event.key]?.()) event.preventDefault();
  });

  // The button takes one press: a second would act on the report that comes next.
  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
  });
}
