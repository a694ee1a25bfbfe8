/* What every page's frame does by script: density, and menus that close. Plain script, so that density is set before the first paint. */
(function () {
  "use strict";
  const root = document.documentElement;

  function stored() {
    try { return localStorage.getItem("density") || ""; } catch { return ""; }
  }

  function apply(density) {
    if (density === "dense") root.dataset.density = "dense"; else delete root.dataset.density;
    for (const button of document.querySelectorAll("[data-density-set]")) {
      button.setAttribute("aria-pressed", String((button.dataset.densitySet === "dense") === (density === "dense")));
    }
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    apply(stored());
    document.querySelector(".site-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // a phone shows a part of it
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-density-set]");
    if (button) {
      try { localStorage.setItem("density", button.dataset.densitySet); } catch { /* private window: lasts as long as the page */ }
      apply(button.dataset.densitySet);
      window.dispatchEvent(new Event("resize"));
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
  }, true);
})();
