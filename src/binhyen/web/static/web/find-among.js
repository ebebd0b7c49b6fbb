// Narrows a list of boxes to tick to those whose words hold what is typed, tone marks or not; what is ticked stays.
// Counts the ticked ones as it goes.

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{Diacritic}/gu, "").replaceAll("đ", "d");

function show(field) {
  const list = document.getElementById(field.dataset.findAmong);
  const wanted = fold(field.querySelector("input").value.trim());
  for (const item of list.children) item.hidden = !fold(item.textContent).includes(wanted);
}

function start(page) {
  for (const field of page.querySelectorAll("[data-find-among]")) field.hidden = false;
}

function count(page) {
  for (const told of page.querySelectorAll("[data-ticked]")) {
    const ticked = document.getElementById(told.dataset.ticked)?.querySelectorAll("input:checked") ?? [];
    const units = [...ticked].reduce((sum, box) => sum + Number(box.dataset.units), 0);
    told.textContent = units.toLocaleString("vi-VN");
  }
}

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-find-among]");
  if (field) show(field);
  else count(document);
});
// Enter in the search ticks the one unit that is left; it never sends the form.
document.addEventListener("keydown", (event) => {
  const field = event.key === "Enter" && event.target.closest?.("[data-find-among]");
  if (!field) return;
  event.preventDefault();
  const left = [...document.getElementById(field.dataset.findAmong).children].filter((item) => !item.hidden);
  if (left.length !== 1) return;
  const box = left[0].querySelector("input");
  box.checked = !box.checked;
  count(document);
  event.target.select();
});
document.addEventListener("htmx:afterSwap", () => start(document));
start(document);
