// The browser's own subscription for Web Push, made for the key of this server.

const coded = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** A subscription made for another key of the server: its pushes are refused by the push service (RFC 8292, 4.2), and
 *  a phone that shows itself registered by it never rings. A browser that does not tell the key is believed. */
export function ours(subscription, key) {
  const made = subscription.options && subscription.options.applicationServerKey;
  if (!made) return true;
  const wanted = coded(key);
  const held = new Uint8Array(made);
  return held.length === wanted.length && held.every((byte, at) => byte === wanted[at]);
}

/** The one that stands, or a new one where none is or it is for another key: two are refused (Push API, 5.2). */
export async function subscription(registration, key) {
  const standing = await registration.pushManager.getSubscription();
  if (standing && ours(standing, key)) return standing;
  if (standing) await standing.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: coded(key) });
}
