// What the ladder does next with an incident that nobody has taken, and when. Pure: `now` is the server's time.

export const LATE_MS = 3000; // a step that is so late has been taken, and this page has not heard of it

/** {key, stations, at} of the next step as the server tells it, or null: nothing is planned, or it should be over. */
export function coming(step, now) {
  if (!step) return null;
  const at = Date.parse(step.at);
  return still(at, now) ? { key: `coming.${step.whom}`, stations: step.stations.join(", "), at } : null;
}

export const still = (at, now) => now - at < LATE_MS;
