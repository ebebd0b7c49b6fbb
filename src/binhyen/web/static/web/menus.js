// Menus are <details data-menu>: they open without script; this closes them again and moves the focus.

export function startMenus(page) {
  page.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches("details[data-menu]") || !menu.open) return;
    for (const other of page.querySelectorAll("details[data-menu][open]")) {
      if (other !== menu && !other.contains(menu)) other.open = false;
    }
    if (menu.dataset.focus) menu.querySelector(menu.dataset.focus)?.focus();
    menu.dispatchEvent(new CustomEvent("opened"));
  }, true);

  page.addEventListener("click", (event) => {
    for (const menu of page.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
