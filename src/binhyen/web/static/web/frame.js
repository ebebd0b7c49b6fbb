// What every page has: menus, scheme switch, keys, lists, toasts, forms.
import { startFileDrops } from "./file-drop.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startSchemeSwitch } from "./scheme-switch.js";
import { startSingleKeySwitch } from "./single-keys.js";
import { startToasts } from "./toasts.js";

startMenus(document);
startSchemeSwitch(document);
startSingleKeySwitch(document);
startKeys(document);
startToasts(document);
startFileDrops(document);
document.querySelector("[data-error-summary]:not([data-still])")?.focus();
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
