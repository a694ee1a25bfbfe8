/* A key that arrives by link: taken out of the address before anything else runs, so that no history, no screenshot and no
   neighbour keeps it. Plain script in the head: modules wait for each other. */
(function () {
  "use strict";
  const KEY = "consular.sos.key";
  const OFFERED = "consular.sos.offered";

  function arrive() {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (token === null && !location.search) return;
    history.replaceState(null, "", location.pathname);
    if (!token || !/^[\w.~-]{4,200}$/.test(token)) return;
    try {
      const written = JSON.stringify(token);
      const known = localStorage.getItem(KEY);
      if (known === null) localStorage.setItem(KEY, written);
      else if (known !== written) localStorage.setItem(OFFERED, written);
    } catch { /* storage is refused: the page says that it has no key */ }
  }

  arrive();
  window.addEventListener("hashchange", () => {
    arrive();
    window.dispatchEvent(new Event("sos:arrived"));
  });
})();
