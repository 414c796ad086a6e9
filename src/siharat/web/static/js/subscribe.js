// Web Push of this browser: is it there, ask for it, register it with the server.

import { post } from "./api.js";
import { put } from "./keep.js";
import { whyNot } from "./rules/readiness.js";
import { ours, subscription } from "./web_push.js";

const PATIENCE_MS = 30_000;

const installed = () => window.matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

/** An iPad that asks for the pages of a desk says it is a Mac; no Mac has a screen for fingers. */
const likeMac = () => navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1;

/** What only the browser knows. */
export async function look(key) {
  const supported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const apple = (/iPhone|iPad/.test(navigator.userAgent) || likeMac()) && !installed();
  const standing = supported ? await current() : null;
  return {
    supported, installWanted: apple && !("PushManager" in window), pushOffered: Boolean(key),
    permission: "Notification" in window ? Notification.permission : "denied", subscribed: Boolean(standing) && (!key || ours(standing, key)),
  };
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration ? registration.pushManager.getSubscription() : null;
}

export const ask = () => Notification.requestPermission();

/** "registered", or why not: a word of `whyNot`. Some browsers never answer at all; then it is "late". */
export async function enrol(key) {
  try {
    await Promise.race([subscribe(key), late()]);
    return "registered";
  } catch (error) {
    return whyNot(error, navigator.onLine);
  }
}

const late = () => new Promise((_, reject) => {
  setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), PATIENCE_MS);
});

/** Subscribes and tells the server; again is harmless, the same address is the same device. */
async function subscribe(key) {
  const registration = await navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready);
  const made = await subscription(registration, key);
  const device = await post("/devices", { kind: "web_push", subscription: made.toJSON() });
  await put("device", { id: device.id, renewal_key: device.renewal_key, key });
  return device;
}
