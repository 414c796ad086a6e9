// What stands on the live map, as GeoJSON features by their id, and what of it has changed. Pure.

export const LASTS_MS = 30 * 60000; // an older place says nothing of where an officer is (respond/places.py)
const OLD_MS = 2 * 60000;
const PALE_MS = 10 * 60000;

const point = (id, { lat, lon }, properties) => ({ type: "Feature", id, geometry: { type: "Point", coordinates: [lon, lat] }, properties: { id, ...properties } });
const placed = ({ lat, lon }) => Number.isFinite(lat) && Number.isFinite(lon);

/** How fresh a place is: "now", "old" or "pale". */
export const freshness = (age) => (age < OLD_MS ? "now" : age < PALE_MS ? "old" : "pale");

export function incidentMarks(rows, chosen) {
  return new Map(rows.filter(placed).map((row) => [row.id, point(row.id, row, {
    state: row.status, chosen: row.id === chosen, drill: Boolean(row.drill), title: row.title || row.code,
  })]));
}

/** `words(age in ms)` says how old a place is; of a fresh one nothing is said. */
export function officerMarks(officers, now, words) {
  return new Map([...officers.values()].map((each) => [each.id, point(each.id, each, {
    name: each.name, incident: each.incident, age: freshness(now - each.at),
    said: freshness(now - each.at) === "now" ? each.name : `${each.name}, ${words(now - each.at)}`,
  })]));
}

/** From each officer on the way to the incident in hand, a line. */
export function wayMarks(officers, incident) {
  if (!incident || !placed(incident) || incident.status === "closed") return new Map();
  return new Map([...officers.values()].filter((each) => each.incident === incident.id).map((each) => [`way ${each.id}`, {
    type: "Feature", id: `way ${each.id}`, properties: { id: `way ${each.id}` },
    geometry: { type: "LineString", coordinates: [[each.lon, each.lat], [incident.lon, incident.lat]] },
  }]));
}

/** Where an officer is after a `location` event, or `before` where it tells nothing newer of one. */
export function placeAfter(before, { from, incident, lat, lon, at }) {
  if (!from || !from.id || !placed({ lat, lon })) return before;
  const then = Date.parse(at);
  if (Number.isNaN(then) || (before && before.at > then)) return before;
  return { id: from.id, name: from.name, incident: incident.id, lat, lon, at: then };
}

/** Without those whose incident is over. */
export const without = (officers, incident) => kept(officers, (each) => each.incident !== incident);

/** Without those who have said nothing for long. The same map where nobody is missing. */
export const heardLately = (officers, now) => kept(officers, (each) => now - each.at < LASTS_MS);

function kept(officers, stays) {
  const left = [...officers].filter(([, each]) => stays(each));
  return left.length === officers.size ? officers : new Map(left);
}

/** What must be told to the map, in one go: {add, remove, update} as MapLibre's `updateData` takes it; null for nothing. */
export function difference(before, after) {
  const remove = [...before.keys()].filter((id) => !after.has(id));
  const add = [];
  const update = [];
  for (const [id, feature] of after) {
    const old = before.get(id);
    if (!old) add.push(feature);
    else if (!alike(old, feature)) update.push(turned(old, feature));
  }
  return remove.length + add.length + update.length ? { remove, add, update } : null;
}

const equal = (one, other) => (Array.isArray(one) ? one.every((each, index) => equal(each, other[index])) : one === other);
const same = (one, other) => equal(one.geometry.coordinates, other.geometry.coordinates);
const alike = (one, other) => same(one, other) && Object.keys(other.properties).every((key) => one.properties[key] === other.properties[key]);

function turned(old, feature) {
  const changed = Object.entries(feature.properties).filter(([key, value]) => old.properties[key] !== value);
  return {
    id: feature.id, ...(same(old, feature) ? {} : { newGeometry: feature.geometry }),
    addOrUpdateProperties: changed.map(([key, value]) => ({ key, value })),
  };
}

/** The names of the areas, each where it is written. `words(key, name)`: {name, rank}, where the lowest rank is written first
 *  and leaves no room to others. */
export const nameMarks = ({ features }, words = (_, name) => ({ name })) => ({
  type: "FeatureCollection", features: features.map(({ properties: { key, name, middle } }) => (
    { type: "Feature", properties: { id: key, ...words(key, name) }, geometry: { type: "Point", coordinates: middle } })),
});
