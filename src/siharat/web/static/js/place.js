// Where the phone is. Asked for when the person is about to press, kept fresh while the page is seen,
// sent only from the press until it is closed. Without it, the button works all the same.

import { now } from "./page.js";

export const place = { at: null };

/** onChange({lat, lon, accuracy_m, at} or null when it is not allowed) */
export function watch(onChange) {
  if (!("geolocation" in navigator)) {
    onChange(null);
    return;
  }
  navigator.geolocation.watchPosition(
    ({ coords }) => {
      Object.assign(place, { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy, at: now() });
      onChange(current());
    },
    () => { if (!place.at) onChange(null); },
    { enableHighAccuracy: true, maximumAge: 10000, timeout: 20000 },
  );
}

/** The last place as the server wants it, or null. */
export function current() {
  if (!place.at) return null;
  return { lat: place.lat, lon: place.lon, accuracy_m: Math.round(place.accuracy_m), at: new Date(place.at).toISOString() };
}
