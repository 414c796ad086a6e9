// Where the live map looks. It follows the incident in hand, and never takes the view from who has just moved it. Pure.

export const RESTS_MS = 60000; // an operator who moved the map has it to themselves for so long after the last move
const MARGIN = 0.12; // of the view: what lies so near its edge is about to leave it
const LEAST_DEGREES = 0.05; // five kilometres: with the names of the neighbours around it

export const fresh = () => ({ movedAt: null, shown: null });

/** The operator has moved the map. */
export const moved = (camera, now) => ({ ...camera, movedAt: now });

/** The operator asks that it follows again. */
export const released = (camera) => ({ ...camera, movedAt: null, shown: null });

export const free = (camera, now) => camera.movedAt === null || now - camera.movedAt >= RESTS_MS;

/** {camera, box}: the box to show, [west, south, east, north], or null where the view stays as it is.
 *  `places` of the incident in hand and of who goes there; `view`: what is seen now; `whole`: the station's area. */
export function aim(camera, { incident, places, view, whole, now }) {
  if (!free(camera, now)) return { camera, box: null };
  const known = places.filter((place) => Number.isFinite(place.lat) && Number.isFinite(place.lon));
  const about = known.length > 0 ? incident : "";
  const other = about !== camera.shown || camera.movedAt !== null;
  if (!other && (about === "" || known.every((place) => within(view, place)))) return { camera, box: null };
  return { camera: { movedAt: null, shown: about }, box: known.length > 0 ? around(known) : whole };
}

function within([west, south, east, north], { lat, lon }) {
  const [wide, high] = [(east - west) * MARGIN, (north - south) * MARGIN];
  return lon > west + wide && lon < east - wide && lat > south + high && lat < north - high;
}

function around(places) {
  const lats = places.map((place) => place.lat);
  const lons = places.map((place) => place.lon);
  const [x, west] = spread(Math.min(...lons), Math.max(...lons));
  const [y, south] = spread(Math.min(...lats), Math.max(...lats));
  return [west, south, west + x, south + y];
}

/** Length and beginning of a stretch with room around it. */
function spread(low, high) {
  const length = Math.max(LEAST_DEGREES, (high - low) * 1.4);
  return [length, (low + high - length) / 2];
}

/** The box of all that is drawn: west, south, east, north. */
export function bounds({ features }) {
  const box = [180, 90, -180, -90];
  const take = (part) => {
    if (Array.isArray(part[0])) part.forEach(take);
    else part.slice(0, 2).forEach((degree, axis) => { box[axis] = Math.min(box[axis], degree); box[axis + 2] = Math.max(box[axis + 2], degree); });
  };
  features.forEach(({ geometry }) => take(geometry.coordinates));
  return box;
}

/** How far the map may be moved. */
export const wider = ([west, south, east, north]) => [west - (east - west), south - (north - south), east + (east - west), north + (north - south)];
