// A citizen without network: the page of the button opens, and the press that the phone keeps is sent.
// Part of sw.js, which lends the address of the API; the drawer (`kept`) stands in sw-drawer.js.
"use strict";

const HOME = "/";
const OFFLINE = "/luring";
const SHELF = "luring-";
const PATIENCE = 8000;
const ASK = 15 * 60 * 1000; // js/rules/kept.js says why

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === HOME) event.respondWith(home(request));
  else if (pathname.startsWith("/static/")) event.respondWith(part(request));
});
self.addEventListener("message", (event) => { if (event.data && event.data.keep) event.waitUntil(keepPage(event.data.keep)); });
self.addEventListener("sync", (event) => { if (event.tag === "press") event.waitUntil(sendKept()); });

/** Always the server's own page, when it answers. Else the button alone, which knows of no incident: an alarm screen
 *  from yesterday would be a lie. */
async function home(request) {
  const answer = await Promise.race([fetch(request).catch(() => null), pause(PATIENCE)]);
  if (answer && answer.status < 500) return answer;
  return (await caches.match(OFFLINE, { ignoreVary: true })) || answer || fetch(request);
}

/** A file under its version is the same for ever. */
async function part(request) {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

/** The offline page as it is now, with all that it links: whole, or not at all; then older ones go. */
async function keepPage(version) {
  const name = SHELF + version;
  const shelf = await caches.open(name);
  if (!(await shelf.match(OFFLINE, { ignoreVary: true }))) {
    const page = await fetch(OFFLINE, { credentials: "same-origin" });
    const parts = Array.from((await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g), (found) => found[1]);
    await shelf.addAll(Array.from(new Set(parts)));
    await shelf.put(OFFLINE, page);
  }
  const old = (await caches.keys()).filter((each) => each.startsWith(SHELF) && each !== name);
  await Promise.all(old.map((each) => caches.delete(each)));
}

/** The network is back and perhaps no page is open. What is old waits for the page, which asks. Throws when it could
 *  not be sent: the browser tries again. */
async function sendKept() {
  const press = await kept("readonly", (store) => store.get("press"));
  if (!press || Math.abs(Date.now() - press.at) > ASK) return;
  const answer = await fetch(`${API}/alarms`, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(press.body),
    headers: { "Content-Type": "application/json", "X-Siharat-Door": "warga" },
  });
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(`HTTP ${answer.status}`);
  if (!answer.ok) return; // the page will say what is missing
  const { received_at: at, incident } = await answer.json();
  const sent = { at: Date.parse(at), code: incident.code, station: incident.station.name, mode: press.body.mode };
  await kept("readwrite", (store) => store.put(sent, "sent"));
  await kept("readwrite", (store) => store.delete("press"));
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage({ sent: press.body.id });
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms, null));
}
