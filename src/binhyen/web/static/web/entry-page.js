// The page on which a report is typed: its grid, and the button that hands it in once everything has been kept.

import { startEntryGrids } from "./entry-grid.js";

const [entry] = startEntryGrids(document);
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

const handIn = document.querySelector("[data-hand-in]");
handIn?.addEventListener("click", async (event) => {
  if (handIn.dataset.ready) return;
  event.preventDefault();
  handIn.disabled = true;
  const settled = await entry.keeping.settleAll();
  handIn.disabled = false;
  if (!settled) {
    entry.toNextProblem();
    return;
  }
  handIn.dataset.ready = "yes";
  handIn.click();
});
