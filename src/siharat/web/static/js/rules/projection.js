// Where a place lies on the plan (web/plan.py drew it). Pure.

export function spot(plan, { lat, lon }) {
  return { x: (lon - plan.west) * plan.perLon, y: (plan.north - lat) * plan.perLat };
}

/** The place under a spot of the plan. */
export function lonLat(plan, { x, y }) {
  return { lon: plan.west + x / plan.perLon, lat: plan.north - y / plan.perLat };
}

/** The view box that shows all these places with room around them, never closer than `least` metres across. */
export function boxAround(plan, places, { least = 4000, aspect = 0.5 } = {}) {
  const spots = places.map((place) => spot(plan, place));
  const xs = spots.map((s) => s.x);
  const ys = spots.map((s) => s.y);
  const wide = Math.max(...xs) - Math.min(...xs);
  const high = Math.max(...ys) - Math.min(...ys);
  const width = Math.max(least / plan.metres, wide * 1.5, (high * 1.7) / aspect);
  const x = (Math.max(...xs) + Math.min(...xs)) / 2 - width / 2;
  const y = (Math.max(...ys) + Math.min(...ys)) / 2 - (width * aspect) / 2;
  return { x, y, width, height: width * aspect };
}
