// A draft is worked on in place: what is typed into a sentence is kept after a short pause, focus stays where one
// works, and words that are not saved yet outlive a refresh of the document. Without script all of it are plain forms.

const PAUSE = 1500;
const waiting = new Map();

function fields(form) {
  return { words: form.querySelector("textarea"), seen: form.querySelector("[name=da-thay]") };
}

// Keep what was typed. The sentence, the marks under it and the column beside follow; the field itself is left alone.
async function keep(form) {
  const { words, seen } = fields(form);
  const typed = words.value;
  if (!typed.trim() || typed === words.defaultValue) return;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sentence = form.closest(".sentence");
  const there = page.getElementById(sentence.id);
  if (!there) return;
  const fault = there.querySelector(`#${sentence.id}-loi`);
  form.querySelector(`#${sentence.id}-loi`)?.remove();
  seen.value = there.querySelector("[name=da-thay]").value;
  if (fault) {
    form.querySelector("label").before(fault);
    return;
  }
  words.defaultValue = typed;
  sentence.querySelector(":scope > p").replaceWith(there.querySelector(":scope > p"));
  document.getElementById(`${sentence.id}-marks`).replaceWith(page.getElementById(`${sentence.id}-marks`));
  document.getElementById("edition-side").replaceWith(page.getElementById("edition-side"));
  window.htmx.process(document.getElementById("edition-side"));
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-rewording]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), PAUSE));
});

document.addEventListener("submit", (event) => clearTimeout(waiting.get(event.target)), true);

// Escape closes the field and goes back to its button.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.("details.reword[open], details.add[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches?.("details.reword, details.add"))
    event.target.querySelector("textarea").focus();
}, true);

// What a refresh would take away is put back into the new fields, with the revision that it was written over.
let unsaved = [];
let next = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt?.closest("form");
  const anchor = form?.closest(".sentence, details.add")?.id;
  next = anchor ? ["lai", "sua", "bo", "mo"].map((name) => `${anchor}-${name}`) : [];
  unsaved = [...event.detail.target.querySelectorAll("textarea")]
    .filter((each) => each.form !== form && each.value !== each.defaultValue)
    .map((each) => ({ id: each.id, value: each.value, seen: fields(each.form).seen?.value }));
});

document.addEventListener("htmx:afterSettle", () => {
  for (const each of unsaved) {
    const words = document.getElementById(each.id);
    if (!words) continue;
    words.value = each.value;
    if (each.seen !== undefined) fields(words.form).seen.value = each.seen;
    words.closest("details").open = true;
  }
  unsaved = [];
  const refused = document.querySelector("details[open] [aria-invalid=true]");
  const target = refused ?? next.map((id) => document.getElementById(id)).find(Boolean);
  target?.focus();
  next = [];
});
