// The page on which a report is typed: its grid, and the buttons that hand it in once everything has been kept.

import { startEntryGrids } from "./entry-grid.js";

const [entry] = startEntryGrids(document);
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

const buttons = [...document.querySelectorAll("[data-hand-in]")];

async function handIn(event) {
  const button = event.currentTarget;
  event.preventDefault();
  for (const each of buttons) each.disabled = true;
  const settled = await entry.keeping.settleAll();
  for (const each of buttons) each.disabled = false;
  if (!settled) {
    entry.toNextProblem();
    return;
  }
  // Not a click: where all was kept already this still runs within the click of a key, which takes no second one.
  button.form.requestSubmit(button);
}

for (const button of buttons) button.addEventListener("click", handIn);
