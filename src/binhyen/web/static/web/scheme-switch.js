// Light, dark, or as the machine is set; kept in this browser alone.

const KEY = "scheme";

function chosenScheme() {
  return document.documentElement.dataset.scheme ?? "";
}

function choose(scheme) {
  if (scheme) document.documentElement.dataset.scheme = scheme;
  else delete document.documentElement.dataset.scheme;
  try {
    if (scheme) localStorage.setItem(KEY, scheme);
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts for this page.
  }
}

export function startSchemeSwitch(page) {
  const buttons = page.querySelectorAll("[data-scheme-choice]");
  const show = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.schemeChoice === chosenScheme()));
    }
  };
  for (const place of page.querySelectorAll("[data-scheme-switch]")) place.hidden = false;
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.schemeChoice);
      show();
    });
  }
  show();
}
