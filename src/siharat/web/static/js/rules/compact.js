// A press in one SMS, word for word as the server's alarm/compact.py reads it. Pure.

const MOST = 99999;
const whole = (number) => String(Math.min(Math.floor(number + 0.5), MOST));

export const letters = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

export const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

const uuidBytes = (id) => id.replace(/-/g, "").match(/../g).map((pair) => parseInt(pair, 16));

/** What is signed, or sent as it is by a phone without a key. `battery` from 0 to 1, or null. */
export function words({ id, mode, location, pressed_at: pressedAt }, battery, keyId) {
  const pressed = Date.parse(pressedAt);
  return [
    "SIHARAT1", mode === "silent" ? "SENYAP" : "TOLONG",
    location ? `${location.lat.toFixed(5)},${location.lon.toFixed(5)}` : "-",
    location && location.accuracy_m !== null ? whole(location.accuracy_m) : "-",
    location ? whole(Math.max(pressed - Date.parse(location.at), 0) / 1000) : "-",
    String(Math.floor(pressed / 1000)),
    battery === null ? "-" : String(Math.floor(battery * 100 + 0.5)),
    letters(uuidBytes(id)),
    ...(keyId ? [keyId] : []),
  ].join(" ");
}

/** The text with its signature, of which an SMS has room for twelve bytes. */
export const signed = (text, signature) => `${text} ${letters(signature.slice(0, 12))}`;
