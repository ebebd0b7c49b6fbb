// A toast stays until it is closed or undone: nobody is hurried.

export function startToasts(page) {
  for (const button of page.querySelectorAll("[data-toast] [data-dismiss]")) button.hidden = false;
  page.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-dismiss]");
    button?.closest("[data-toast]").remove();
  });
}
