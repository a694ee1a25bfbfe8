/* The panic client's service worker: keeps the client's own files, so that the button opens without a network.
   Only what SHELL names ever enters the cache: no key, no answer of the API, nothing about an alert.
   The server puts `const SHELL = {version, page, files}` before this text (alerts/people_pages.py). */

const CACHE = `sos-${SHELL.version}`;

self.addEventListener("install", (event) => {
  // A press never waits for this worker to wake, nor is lost with it, where the browser can be told so.
  event.waitUntil(event.addRoutes?.({ condition: { urlPattern: new URLPattern({ pathname: "/api/*" }) }, source: "network" }));
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL.page, ...SHELL.files].map((address) => new Request(address, { cache: "reload" })));
  await self.skipWaiting();
}

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("sos-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && pathname === SHELL.page) event.respondWith(page(event, search));
  else if (SHELL.files.includes(pathname)) event.respondWith(file(event.request));
});

/** The kept page at once and a fresh one for the next time; in another language (?language=…) the fresh one, if it comes. */
async function page(event, search) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(SHELL.page, { ignoreVary: true });
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok) await cache.put(SHELL.page, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  if (search) return fresh.then((answer) => (answer.ok ? answer : kept), () => kept);
  event.waitUntil(fresh.catch(() => {}));
  return kept;
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true, ignoreSearch: true })) ?? fetch(request);
}
