// Awake while no page is: shows what a push says, and opens the right page. For citizens: sw-kept.js.
"use strict";

importScripts("/sw-drawer.js", "/sw-kept.js");

const ICON = "/static/icons/192.png";
const BADGE = "/static/icons/badge.png";
const API = "/api/v1";
const TRIES = [0, 400, 1500, 4000];
const PROOF_STAYS = 3000;
const LOUD = [500, 150, 500, 150, 500, 150, 500, 150, 500];

const WORDS = {
  alarm: ["ALARM", "Warga meminta tolong"],
  silent: ["JANGAN MENELEPON: TULIS", "Alarm senyap. Warga meminta tolong"],
  forced: ["JANGAN MENELEPON: DATANG", "Dibatalkan di bawah paksaan"],
  drill: ["LATIHAN", "Alarm percobaan"],
  taken: ["Alarm berhenti", "Diambil oleh "], over: ["Alarm berhenti", "Tidak perlu tindakan"],
  said: ["Warga menandai sudah aman", "Tetap pastikan"], mistake: ["Warga membatalkan: salah tekan", "Tetap pastikan"],
  unproved: ["Dibatalkan tanpa PIN yang benar", "Pastikan sendiri"],
  proof: ["Siharat siap", "Ponsel ini dapat berdering"],
  test: ["Dering percobaan", "Ponsel ini berdering. Bukan alarm"], deaf: ["Ponsel Anda yang lain tidak berdering", "Buka Siharat di ponsel itu"],
  look: ["Identitas warga dibuka", "Oleh petugas yang tidak menanganinya. Ketuk untuk membaca alasannya"],
  asked: ["Masuk baru", "Buka Siharat"],
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(pushed(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(clicked(event.notification)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewed(event)));

async function pushed(data) {
  const message = read(data);
  // Received is said at once and beside the showing: neither waits for the other.
  const [heard] = await Promise.all([receipt(message, "received"), show(message).then(() => receipt(message, "shown"))]);
  if (message.type === "proof" && !message.why) await proved(message, heard); // a word to a person stays until it is read
}

/** When the server has the proof an open page lights its lamp; then the lock screen is cleared, but of no later one. */
async function proved({ ring_id: ring }, heard) {
  const pages = heard ? await self.clients.matchAll({ type: "window", includeUncontrolled: true }) : [];
  for (const page of pages) page.postMessage({ proved: ring });
  await new Promise((resolve) => setTimeout(resolve, PROOF_STAYS));
  for (const shown of await self.registration.getNotifications({ tag: "proof" })) if (shown.data.ring === ring) shown.close();
}

function read(data) {
  try {
    return data.json();
  } catch {
    return { type: "alarm" }; // a push that cannot be read still rings
  }
}

/** Always something visible: browsers end the subscription of who receives silently. */
function show(message) {
  const [title, options] = notice(message);
  return self.registration.showNotification(title, options);
}

function notice(message) {
  const id = message.incident && message.incident.id;
  const data = { incident: id || null, type: message.type, why: message.why || null, ring: message.ring_id || null, key: message.receipt_key || null };
  const common = { icon: ICON, badge: BADGE, tag: id || message.why || message.type, data, lang: "id" };
  if (message.type === "silence") {
    const [title, body] = message.claimed_by ? WORDS.taken : WORDS.over;
    return [title, { ...common, body: body + (message.claimed_by || ""), silent: true, requireInteraction: false }];
  }
  if (message.type === "proof" || (message.type === "caution" && !message.caution)) {
    const [title, body] = WORDS[message.why] || WORDS[message.type];
    return [title, { ...common, body, silent: true }];
  }
  if (message.type === "test" || message.type === "deaf") {
    const [title, body] = WORDS[message.type];
    return [title, { ...common, body, renotify: true, vibrate: LOUD }];
  }
  const [title, asks] = WORDS[message.caution || (message.mode === "drill" ? "drill" : "alarm")];
  return [message.locality ? `${title} · ${message.locality}` : title, {
    ...common, body: asks, requireInteraction: true, renotify: Boolean(common.tag),
    vibrate: LOUD, timestamp: Date.parse(message.raised_at) || Date.now(),
  }];
}

/** Authorised by the key that came in the push itself: a worker has no session. Tried again a few times. */
async function receipt({ ring_id: ring, receipt_key: key }, state) {
  if (!ring || !key) return false;
  const body = JSON.stringify({ state, at: new Date().toISOString(), receipt_key: key });
  for (const pause of TRIES) {
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = await fetch(`${API}/rings/${ring}/receipts`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body, credentials: "omit", keepalive: true,
    }).catch(() => null);
    if (answer && (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429))) return answer.ok;
  }
  return false;
}

async function clicked(notification) {
  notification.close();
  const { incident, ring, key, type, why } = notification.data || {};
  const address = why === "look" ? "/komando/pembukaan" : type === "deaf" || type === "test" ? "/petugas/dokter" : incident ? `/petugas/kejadian/${incident}` : "/petugas";
  await Promise.all([receipt({ ring_id: ring, receipt_key: key }, "opened"), open(address)]);
}

/** The page that is already there comes forward; else a new one opens. */
async function open(address) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => new URL(each.url).pathname.startsWith(`/${address.split("/")[1]}`));
  if (!page) return self.clients.openWindow(address);
  const shown = await page.focus();
  return new URL(shown.url).pathname === address ? shown : shown.navigate(address);
}

/** The browser changed its address while no page was open: the server is told, by the device's own renewal key. */
async function renewed(event) {
  const device = await kept("readonly", (store) => store.get("device"));
  if (!device) return;
  const options = (event.oldSubscription && event.oldSubscription.options) || { userVisibleOnly: true, applicationServerKey: coded(device.key) };
  const subscription = event.newSubscription || (await self.registration.pushManager.subscribe(options));
  const answer = await fetch(`${API}/devices`, {
    method: "POST", headers: { "Content-Type": "application/json" }, credentials: "omit",
    body: JSON.stringify({ kind: "web_push", subscription: subscription.toJSON(), renews: device.id, renewal_key: device.renewal_key }),
  });
  if (!answer.ok) return;
  const { id, renewal_key: renewal } = await answer.json();
  await kept("readwrite", (store) => store.put({ ...device, id, renewal_key: renewal }, "device"));
}
