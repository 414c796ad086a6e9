// Police warnings for a citizen while no page is open. It shows them quietly, and decides here, on the phone, whether
// they are meant: the area came with the message, the place is the last that an open page has kept on this phone.
"use strict";

importScripts("/sw-drawer.js");

const ICON = "/static/icons/192.png";
const BADGE = "/static/icons/badge.png";
const API = "/api/v1";
const TRIES = [0, 1500, 6000];
const FRESH_MS = 12 * 3600 * 1000;
const ROUGH_M = 2000;
const OUTSIDE_STAYS = 3000;
const EARTH_RADIUS_M = 6371008.8;
const WORDS = {
  elsewhere: ["Siaran untuk wilayah lain", "Anda tidak perlu berbuat apa-apa"],
  unread: ["Siaran polisi", "Buka untuk membaca"],
  Exercise: "LATIHAN · ", Test: "UJI COBA · ",
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(pushed(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(clicked(event.notification)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewed(event)));

async function pushed(data) {
  const message = read(data);
  const place = await kept("readonly", (store) => store.get("place")).catch(() => null);
  if (message.area && known(place) && !inside(message.area, place)) {
    await Promise.all([elsewhere(message.about), receipt(message, "outside")]);
    return;
  }
  const [title, body] = message.headline
    ? [(WORDS[message.status] || "") + message.headline, [message.instruction || message.text, message.area.name].filter(Boolean).join("\n")]
    : WORDS.unread;
  await self.registration.showNotification(title, {
    body, icon: ICON, badge: BADGE, lang: "id", silent: true, tag: message.about || "siaran", data: { id: message.id || "" },
  });
  await receipt(message, "shown");
}

function read(data) {
  try {
    return data.json();
  } catch {
    return {}; // what cannot be read is shown as something to be read
  }
}

const known = (place) => place && Date.now() - place.at < FRESH_MS && !(place.accuracy_m > ROUGH_M);

/** Something visible for each push, or the browser ends the subscription: without a word of what it was, and gone. What
 *  was said before, when this phone was inside, holds here no longer. */
async function elsewhere(about) {
  const [title, body] = WORDS.elsewhere;
  for (const before of await self.registration.getNotifications({ tag: about })) before.close();
  await self.registration.showNotification(title, { body, icon: ICON, badge: BADGE, lang: "id", silent: true, tag: "elsewhere", data: { id: "" } });
  await new Promise((resolve) => setTimeout(resolve, OUTSIDE_STAYS));
  for (const shown of await self.registration.getNotifications({ tag: "elsewhere" })) shown.close();
}

function inside({ polygons, circles }, { lat, lon }) {
  return circles.some(([y, x, km]) => metres(lat, lon, y, x) <= km * 1000) || polygons.some((line) => within(line, lat, lon));
}

function within(line, lat, lon) {
  let odd = false;
  for (let at = 1; at < line.length; at += 1) {
    const [[y, x], [nextY, nextX]] = [line[at - 1], line[at]];
    if ((y > lat) !== (nextY > lat) && lon < x + ((lat - y) / (nextY - y)) * (nextX - x)) odd = !odd;
  }
  return odd;
}

function metres(latA, lonA, latB, lonB) {
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const h = Math.sin(rad(latB - latA) / 2) ** 2 + Math.cos(rad(latA)) * Math.cos(rad(latB)) * Math.sin(rad(lonB - lonA) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** By the key that came with the message; nothing says who or where. */
async function receipt({ id, phone, receipt_key: key }, state) {
  if (!id || !phone) return;
  const body = JSON.stringify({ state, phone, receipt_key: key });
  for (const pause of TRIES) {
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = await fetch(`${API}/broadcasts/${id}/receipts`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body, credentials: "omit", keepalive: true,
    }).catch(() => null);
    if (answer && (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429))) return;
  }
}

async function clicked(notification) {
  notification.close();
  const { id } = notification.data || {};
  await self.clients.openWindow(id ? `/siaran/${id}` : "/siaran");
}

/** The browser changed its address: the server is told the new one, and forgets the old. */
async function renewed(event) {
  const warned = await kept("readonly", (store) => store.get("warned"));
  if (!warned) return;
  const options = (event.oldSubscription && event.oldSubscription.options) || { userVisibleOnly: true, applicationServerKey: coded(warned.push) };
  const subscription = event.newSubscription || (await self.registration.pushManager.subscribe(options));
  const answer = await say("POST", "/warned-phones", { subscription: subscription.toJSON(), station: warned.station });
  if (!answer.ok) return;
  const { id, key } = await answer.json();
  await kept("readwrite", (store) => store.put({ ...warned, id, key }, "warned"));
  if (id !== warned.id) await say("DELETE", `/warned-phones/${warned.id}`, { key: warned.key });
}

function say(method, path, body) {
  return fetch(API + path, { method, headers: { "Content-Type": "application/json" }, credentials: "omit", body: JSON.stringify(body) });
}
