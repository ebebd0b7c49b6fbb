// "/" and Ctrl-K go to the search; j, k and Enter walk a list marked data-keyed-list.

import { singleKeysWork } from "./single-keys.js";

function isWriting(target) {
  return target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable]") != null;
}

function goToSearch(page) {
  const field = page.querySelector("#bar-search");
  if (field) {
    field.focus();
    field.select();
    return true;
  }
  const switcher = page.querySelector(".unit-switch");
  if (!switcher) return false;
  switcher.open = true;
  return true;
}

// Up and down between a search field and the list that it fills: <form data-list-keys>.
function walkList(event) {
  const form = event.target.closest?.("[data-list-keys]");
  if (!form || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return false;
  const stops = [form.querySelector("input[type=search]"), ...form.querySelectorAll("li a[href]")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  next?.focus();
  return next != null;
}

function rowsOf(page) {
  return [...page.querySelectorAll("[data-keyed-list] [data-row]")];
}

function step(page, by) {
  const rows = rowsOf(page);
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(page.activeElement));
  const next = here === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
  const link = rows[next].querySelector("a[href], button, input");
  link?.focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return link != null;
}

export function startKeys(page) {
  page.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const withControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (withControl && event.key.toLowerCase() === "k") {
      if (goToSearch(page)) event.preventDefault();
      return;
    }
    if (walkList(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || !singleKeysWork()) return;
    if (event.key === "/" && goToSearch(page)) event.preventDefault();
    else if (event.key === "j" && step(page, 1)) event.preventDefault();
    else if (event.key === "k" && step(page, -1)) event.preventDefault();
  });
}
