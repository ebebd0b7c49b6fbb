// Fields of units (<input data-unit>) offer the units that fit what is typed; the list is the page's own <datalist>.
// Where files are looked at one by one, the button that enacts counts those without a fault.
// And where a step was added without leaving the page, the focus goes to its first field.

const AFTER = 180; // milliseconds without a key before the server is asked

function startSuggestions(form) {
  const list = document.getElementById("units");
  let waiting = 0;
  let asked = "";
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-unit]")) return;
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text.length < 2 || text === asked || [...list.options].some((option) => option.value === text)) return;
    waiting = setTimeout(async () => {
      asked = text;
      const day = form.querySelector("[name=effective]")?.value ?? "";
      const query = new URLSearchParams({ q: text, day });
      const answer = await fetch(`${form.dataset.unitsUrl}?${query}`).catch(() => null);
      if (!answer?.ok || field.value.trim() !== text) return;
      const { options } = await answer.json();
      list.replaceChildren(...options.map(({ value, above }) => {
        const option = document.createElement("option");
        option.value = value;
        option.label = above;
        return option;
      }));
    }, AFTER);
  });
}

for (const form of document.querySelectorAll("[data-units-url]")) startSuggestions(form);

const enact = document.querySelector("[data-enact]");
if (enact) {
  const rows = document.querySelector("[data-file-rows]");
  new MutationObserver(() => {
    const sound = rows.querySelectorAll("input[name=draft]").length;
    enact.querySelector("[data-sound]").textContent = sound;
    enact.hidden = sound === 0;
  }).observe(rows, { childList: true });
}

document.addEventListener("htmx:afterSwap", () => {
  const newest = document.querySelector("#steps [data-newest]");
  const field = newest?.querySelector("input:not([type=hidden]), select, textarea");
  (field ?? document.getElementById("steps"))?.focus();
});
