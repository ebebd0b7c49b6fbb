// Copies the text to one unit (c on its row) or to all of them (Shift+C). Where the browser gives no way to the
// clipboard, as on a plain http address, the text is selected instead, and the page says which keys copy it.

import { singleKeysWork } from "./single-keys.js";

const list = document.querySelector("[data-chasing]");

function tell(words) {
  list.querySelector("[data-told]").textContent = words;
}

function select(elements) {
  const range = document.createRange();
  range.setStartBefore(elements[0]);
  range.setEndAfter(elements[elements.length - 1]);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(elements, words) {
  const text = elements.map((element) => element.textContent.trim()).join("\n\n");
  try {
    await navigator.clipboard.writeText(text);
    tell(words);
  } catch {
    select(elements);
    tell(list.dataset.selected);
  }
}

function copyRow(row) {
  if (row) copy([row.querySelector("[data-text]")], list.dataset.copied);
  return row != null;
}

function copyAll() {
  const all = [...list.querySelectorAll("[data-text]")];
  if (all.length) copy(all, list.dataset.copiedAll);
  return all.length > 0;
}

if (list) {
  for (const shown of document.querySelectorAll("[data-copy], [data-copy-all], [data-keys]")) shown.hidden = false;
  document.querySelector("[data-copy-all]")?.addEventListener("click", copyAll);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copyRow(button.closest("[data-row]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea") || !singleKeysWork()) return;
    const done = event.key === "C" ? copyAll() : event.key === "c" && copyRow(document.activeElement.closest?.("[data-row]"));
    if (done) event.preventDefault();
  });
}
