// What every page has: menus, scheme switch, keys, lists, toasts.
import { startMenus } from "./menus.js";
import { startSchemeSwitch } from "./scheme-switch.js";
import { startKeys } from "./keys.js";
import { startToasts } from "./toasts.js";

startMenus(document);
startSchemeSwitch(document);
startKeys(document);
startToasts(document);
