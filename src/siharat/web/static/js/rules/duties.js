// An officer's incidents, from the events of the stream. Pure. A duty's state is how it stands for this officer:
// ringing, mine, helping, taken, declined or closed.

const ms = (time) => (time ? Date.parse(time) : null);

/** What an event says of an incident, in the page's own words. */
function facts(data, before, me) {
  const at = data.location;
  const place = "location" in data
    ? { ...before.place, name: data.locality || "", lat: at && at.lat, lon: at && at.lon, accuracy_m: at && at.accuracy_m, at: at && ms(at.at) }
    : before.place;
  return {
    ...before, id: data.incident.id, code: data.incident.code || before.code, place,
    raised_at: ms(data.raised_at) || before.raised_at, phones: data.phones ?? before.phones, received: data.received ?? before.received,
    caution: data.caution ?? before.caution, cancelled: "cancelled_at" in data ? (data.cancelled_at ? data.cancelled_how || "said" : "") : before.cancelled,
    road: data.road ?? before.road ?? "app",
    drill: data.drill ?? (data.mode ? data.mode === "drill" : before.drill),
    sent: "change" in data ? sentNow(data, before, me) : Boolean(before.sent),
    bundle: "bundle" in data ? data.bundle || data.incident.id : before.bundle ?? data.incident.id,
  };
}

/** Whether the desk sends this officer there. */
function sentNow({ change, officer }, before, me) {
  if (!["assigned", "unassigned"].includes(change) || officer !== me) return Boolean(before.sent);
  return change === "assigned";
}

const empty = { state: "taken", place: {}, phones: 0, received: 0, caution: "", cancelled: "", sent: false, drill: false, claimed_by: "", movement: "", rings: null, again: false };

/** The duties after one more event. `me` is the officer's id. */
export function hear(duties, name, data, me) {
  const id = data.incident && data.incident.id;
  if (!id) return duties;
  const before = duties[id] || { ...empty, id };
  const put = (duty) => ({ ...duties, [id]: duty });
  if (name === "alarm") {
    const again = before.again || before.state === "mine" || Boolean(before.claimed_by); // somebody had it, and it rings anew
    return put({ ...facts(data, before, me), state: before.state === "helping" ? "helping" : "ringing", claimed_by: "", again });
  }
  if (name === "ring") return put({ ...before, rings: { id: data.ring_id, key: data.receipt_key } });
  if (name === "silence") return put(silenced(before, data, me));
  if (name === "incident") return put(changed(facts(data, before, me), data, me));
  return duties;
}

function silenced(duty, data, me) {
  if (data.reason === "declined") return { ...duty, state: "declined" };
  if (data.reason === "closed") return { ...duty, state: "closed" };
  if (!data.claimed_by) return { ...duty, state: "taken" };
  const mine = data.claimed_by.id === me;
  return { ...duty, again: false, claimed_by: data.claimed_by.name, state: mine ? "mine" : duty.state === "helping" ? "helping" : "taken" };
}

function changed(duty, data, me) {
  const { status } = data.incident;
  if (status === "closed") return { ...duty, state: "closed" };
  if (status === "ringing" && data.narrow_to && duty.state === "taken" && !duty.claimed_by) return { ...duty, state: data.narrow_to === "duty" ? "off_duty" : "narrowed" };
  if (status === "ringing" || !data.claimed_by) return duty; // an alarm says so itself, if it is for this phone
  const held = { ...duty, claimed_by: data.claimed_by.name };
  if (data.claimed_by.id === me) return { ...held, state: "mine" };
  return { ...held, state: duty.state === "helping" ? "helping" : duty.state === "declined" ? "declined" : "taken" };
}
