/* Says whether the desk is fresh, and shows the number of offers in the tab: a desk that cannot renew itself must not look calm. */
const freshness = document.getElementById("desk-freshness");
const title = document.title;
let renewedAt = new Date();

function show(fresh) {
  const text = fresh ? freshness.dataset.fresh : freshness.dataset.stale.replace("%s", renewedAt.toLocaleTimeString(document.documentElement.lang));
  if (freshness.textContent !== text) freshness.textContent = text;
  freshness.classList.toggle("notice", !fresh);
  freshness.classList.toggle("notice-warn", !fresh);
}

function count() {
  const offers = Number(document.getElementById("desk-live")?.dataset.offers || 0);
  document.title = offers ? `(${offers}) ${title}` : title;
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) renewedAt = new Date();
  show(event.detail.successful);
});
document.body.addEventListener("htmx:afterSettle", count);
count();
