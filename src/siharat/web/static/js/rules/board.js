// The command centre's queue, from the events of the stream. Pure.

const ms = (time) => (time ? Date.parse(time) : null);

/** The rows (by id) after one more `alarm` or `incident` event. */
export function hear(rows, name, data) {
  const { incident } = data;
  if (!incident || (name !== "alarm" && name !== "incident")) return rows;
  const before = rows[incident.id] || { id: incident.id, caution: "", drill: false, escalation: 0, claimed_by: "", cancelled: "", closed_at: null };
  const at = data.location;
  const row = {
    ...before, code: incident.code, status: incident.status, station: incident.station && incident.station.code,
    raised_at: ms(data.raised_at) ?? before.raised_at, title: data.locality ?? before.title ?? "",
    caution: data.caution ?? before.caution, drill: data.mode === "drill",
    bundle: "bundle" in data ? data.bundle || incident.id : before.bundle ?? incident.id,
    road: data.road ?? before.road ?? "app", category: data.category ?? before.category ?? "",
    offered_to: "offer" in data ? (data.offer ? data.offer.to.name : "") : before.offered_to ?? "",
    joined: "joined" in data ? Boolean(data.joined) : before.joined ?? false,
    narrowed: "narrow_to" in data ? data.narrow_to || "" : before.narrowed ?? "", wave: data.wave ?? before.wave, phones: data.phones ?? before.phones,
  };
  if ("location" in data) Object.assign(row, { lat: at && at.lat, lon: at && at.lon, accuracy_m: at && at.accuracy_m });
  if (name === "incident") {
    Object.assign(row, {
      escalation: data.escalation ?? before.escalation, cancelled: data.cancelled_at ? data.cancelled_how || "said" : "", closed_at: ms(data.closed_at),
      claimed_by: (data.claimed_by && data.claimed_by.name) || "",
    });
  } else {
    Object.assign(row, { status: "ringing", claimed_by: "" });
  }
  return row.status === "closed" ? lately({ ...rows, [row.id]: row }) : { ...rows, [row.id]: row };
}

const DONE_SHOWN = 12;
const newestFirst = (a, b) => (b.closed_at || 0) - (a.closed_at || 0);

/** Without those closed long ago: a wall screen is not loaded anew for a week. */
function lately(rows) {
  const over = Object.values(rows).filter((row) => row.status === "closed").sort(newestFirst).slice(DONE_SHOWN).map((row) => row.id);
  return over.length === 0 ? rows : Object.fromEntries(Object.entries(rows).filter(([id]) => !over.includes(id)));
}

const rank = { ringing: 0, claimed: 1, responding: 2, on_scene: 3, closed: 4 };

/** Open ones: what rings first, the oldest first among equals; closed ones: the newest first. */
export function queue(rows) {
  const all = Object.values(rows);
  return {
    now: together(all.filter((row) => row.status !== "closed").sort((a, b) => rank[a.status] - rank[b.status] || a.raised_at - b.raised_at)),
    done: all.filter((row) => row.status === "closed").sort(newestFirst).slice(0, DONE_SHOWN),
  };
}

/** Neighbours in place and time stand below each other, where the first of them stands. */
function together(rows) {
  const bundles = new Map();
  for (const row of rows) bundles.set(row.bundle, [...(bundles.get(row.bundle) || []), row]);
  return rows.every((row) => row.bundle === undefined) ? rows : [...bundles.values()].flat();
}

/** Which incident the right side shows: a new alarm takes it, unless the operator has just chosen another or is writing. */
export function focusOn(chosen, rows, name, data, { busy }) {
  const rings = name === "alarm" && (!rows[data.incident.id] || rows[data.incident.id].status !== "ringing");
  if (!chosen) return name === "alarm" ? data.incident.id : chosen;
  const current = rows[chosen];
  const waits = current && current.status === "ringing" && !(current.drill && data.mode !== "drill"); // a real one never waits for a drill
  return rings && !busy && !waits ? data.incident.id : chosen;
}
