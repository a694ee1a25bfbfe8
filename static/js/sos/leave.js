/* The way out: an empty page in the place of this one. What is already on its way to the server goes on. */

for (const button of document.querySelectorAll("[data-leave]")) {
  button.addEventListener("click", () => location.replace("about:blank"));
}
