// Keys of one letter, which whoever speaks to the machine or strikes keys by accident may switch off; kept in this browser.

const KEY = "single-keys";

/** Whether a single letter does something. */
export function singleKeysWork() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function choose(works) {
  try {
    if (works) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // Without storage they go on working.
  }
}

export function startSingleKeySwitch(page) {
  const buttons = page.querySelectorAll("[data-single-keys]");
  const show = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String((button.dataset.singleKeys === "on") === singleKeysWork()));
    }
  };
  for (const place of page.querySelectorAll("[data-single-key-switch]")) place.hidden = false;
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.singleKeys === "on");
      show();
    });
  }
  show();
}
