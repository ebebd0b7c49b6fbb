// One figure a screen: arrows, Page keys and the space bar lead on and back, Esc leaves.

const WAYS = {
  ArrowRight: "[data-key-on]", ArrowDown: "[data-key-on]", PageDown: "[data-key-on]", " ": "[data-key-on]",
  ArrowLeft: "[data-key-back]", ArrowUp: "[data-key-back]", PageUp: "[data-key-back]",
  Escape: "[data-key-leave]",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const way = document.querySelector(WAYS[event.key] ?? "[data-no-such-key]");
  if (!way) return;
  event.preventDefault();
  window.location.assign(way.href);
});
