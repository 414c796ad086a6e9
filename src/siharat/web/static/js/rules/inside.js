// Is a place inside the area of a broadcast? Decided on the phone, so that the place stays there. The server's own rule
// (broadcast/rules.py) and that of the worker (sw-siaran.js) are held to the same cases: tests/broadcast/inside.json.

const EARTH_RADIUS_M = 6371008.8;
const ROUGH_M = 2000;

export function inside({ polygons, circles }, { lat, lon }) {
  return circles.some(([y, x, km]) => metres(lat, lon, y, x) <= km * 1000) || polygons.some((line) => within(line, lat, lon));
}

/** Even and odd: how often a line to the east crosses the outline. */
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

/** Is it meant for who is here? A place that is known decides alone; else the home station does. */
export function meant(broadcast, place, home) {
  if (place && !(place.accuracy_m > ROUGH_M)) return inside(broadcast.area, place);
  return broadcast.stations.includes(home);
}

export const grave = ({ status, kind, urgency, severity }) => status === "Actual" && kind !== "Cancel"
  && (urgency === "Immediate" || severity === "Extreme");

/** The gravest first: that one alone stands above the button, so that the button stays under the thumb. */
export const foremost = (broadcasts) => [...broadcasts.filter(grave), ...broadcasts.filter((each) => !grave(each))];

/** What stands on the page after one more message: of each thread the newest, and nothing that has ended. */
export function take(known, message, now) {
  const rest = known.filter((each) => each.about !== message.about);
  return [message, ...rest].filter((each) => Date.parse(each.until) > now);
}
