/* Times on the family page, as the reader's own clock says them. */

const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
for (const element of document.querySelectorAll("time[data-local]")) element.textContent = words.format(new Date(element.dateTime));
if (location.search) history.replaceState(null, "", location.pathname);
