// While a file is on its way the page says so, and its button takes one press.

document.querySelector("[data-bringing]")?.addEventListener("submit", ({ target }) => {
  target.querySelector("[data-sending]").hidden = false;
  for (const button of target.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
});
