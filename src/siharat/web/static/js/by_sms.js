// A press as an SMS that only has to be tapped, for where there is no internet: the same press, so that it rings once
// whichever road is faster.

import { post } from "./api.js";
import { put, take } from "./keep.js";
import { bytes, signed, words } from "./rules/compact.js";

const KEY = "press-key";
const HMAC = { name: "HMAC", hash: "SHA-256" };
let battery = null; // 0 to 1, where the browser tells it
if (navigator.getBattery) navigator.getBattery().then(({ level }) => { battery = level; }, () => {});

/** In calm: a key of this phone's own, laid where it can sign and no page can read it out. Where somebody else has
 *  registered on this phone (`owner`, the masked number), their presses are not signed for the one before. */
export async function keepKey(owner) {
  const known = await take(KEY);
  if (!crypto.subtle || (known && known.owner === owner)) return;
  const { id, key } = await post("/press-keys");
  await put(KEY, { id, owner, key: await crypto.subtle.importKey("raw", bytes(key), HMAC, false, ["sign"]) });
}

/** The text of a press. Without a key it is unsigned: it rings just as well, and is called back at the number that
 *  wrote it. */
export async function text(press) {
  const known = await take(KEY).catch(() => null);
  const said = words(press, battery, known && known.id);
  if (!known) return said;
  const signature = await crypto.subtle.sign("HMAC", known.key, new TextEncoder().encode(said));
  return signed(said, new Uint8Array(signature));
}
