// How far, and how long it takes. Pure.

const EARTH_M = 6371008.8;
const rad = (degrees) => (degrees * Math.PI) / 180;

export function metresBetween(a, b) {
  const h = Math.sin(rad(b.lat - a.lat) / 2) ** 2
    + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Minutes by road: streets are about a third longer than the crow's flight, 30 km/h through a town. Rounded up. */
export const minutes = (metres) => Math.max(1, Math.ceil((metres * 1.33) / 500));
