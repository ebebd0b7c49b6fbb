// Two maps side by side: what is pointed at or focused on one is marked on both, and named beneath.

function startUnitMaps(maps) {
  const said = document.querySelector("[data-said]");
  const groups = [...maps.querySelectorAll("[data-to]")].filter((group) => group.dataset.to);
  const keysOf = (group) => group.dataset.to.split(" ");

  function names(map, keys) {
    const found = groups.filter((group) => map.contains(group) && keysOf(group).some((key) => keys.includes(key)));
    return found.flatMap((group) => [...group.querySelectorAll("title")].map((title) => title.textContent)).join(", ");
  }

  function mark(event) {
    const here = event.target.closest?.("[data-to]");
    const keys = here?.dataset.to ? keysOf(here) : [];
    for (const group of groups) group.classList.toggle("lit", keysOf(group).some((key) => keys.includes(key)));
    if (!said) return;
    const [before, after] = maps.querySelectorAll("svg");
    said.textContent = keys.length && before && after ? `${names(before, keys)} → ${names(after, keys)}` : said.dataset.start;
  }

  if (said) said.textContent = said.dataset.start;
  maps.addEventListener("mouseover", mark);
  maps.addEventListener("focusin", mark);
  maps.addEventListener("mouseleave", mark);
}

for (const maps of document.querySelectorAll("[data-unit-maps]")) startUnitMaps(maps);
