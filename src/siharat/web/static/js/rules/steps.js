// From the events of a citizen's stream to the lines they read. Pure: no clock, no page.
// The server's twin is web/citizen/steps.py; tests/web/faces/steps.json holds both to it.

import { fill } from "./spoken.js";

export const ORDER = ["received", "ringing", "claimed", "calling", "en_route", "on_scene", "closed"];

export const nothing = () => ({
  times: {}, phones: null, received: null, officer: null, movers: {}, unanswered: false, climb: [], stations: [], again: false, cancelled: false,
});

/** The state after one more event {name, at, phones?, received?, officer?}. */
export function take(state, event) {
  const { name, at } = event;
  if (name === "unanswered") return climbing(state, event);
  if (name === "cancelled") return { ...state, cancelled: true };
  if (!ORDER.includes(name)) return state;
  if (name === "ringing") return ringing(state, event);
  const next = { ...state, times: { ...state.times }, cancelled: state.cancelled && name !== "received" };
  if (name === "claimed") Object.assign(next, { unanswered: false, again: false, officer: event.officer || null, word: event.word });
  // who is on the way is not always who phones
  else if (event.officer && !state.movers[name]) next.movers = { ...state.movers, [name]: event.officer };
  if (event.minutes && next.movers[name] === event.officer) next.minutes = event.minutes; // the first is waited for
  if (!(name in next.times)) next.times[name] = at;
  return next;
}

/** Whom the ladder truly reached and how, and whom it will reach next: the keys of what is said of it. */
function climbing(state, { whom, means, stations = [], next, next_means: nextMeans }) {
  const climb = [];
  if (whom && means) climb.push(`climb.${whom}.${means}`);
  if (next) climb.push(`climb.next.${next}.${nextMeans}`);
  return { ...state, unanswered: true, stations, climb: climb.length ? climb : ["climb.nobody"] };
}

function ringing(state, { at, phones, received }) {
  const next = { ...state, times: { ...state.times } };
  next.phones = phones ?? state.phones;
  next.received = received ?? state.received;
  if ("claimed" in next.times) { // given back, or lapsed: everyone rings once more
    next.again = true;
    next.officer = null;
    delete next.times.claimed;
    delete next.times.calling;
    next.times.ringing = at;
  }
  if (!("ringing" in next.times)) next.times.ringing = at;
  return next;
}

/** The state after the server has counted the phones that proved they ring. The count never falls, and is told
 *  only while it matters: until somebody takes it. */
export function counted(state, received) {
  if (!ringingStill(state) || !(received > (state.received ?? 0))) return state;
  return { ...state, received };
}

/** Is it ringing, with nobody yet? */
export const ringingStill = (state) => reached(state) === "ringing";

/** The farthest step so far. */
export function reached(state) {
  return ORDER.filter((name) => name in state.times).pop() || "received";
}

export function headline(state, { station, say }) {
  let key = reached(state);
  if (state.unanswered && (key === "received" || key === "ringing")) key = "unanswered";
  else if (state.again && key === "ringing") key = "again";
  if (state.cancelled && key !== "closed") key = "cancelled";
  return fill(say(`${key}.now`), { station, officer: state.movers[key] || state.officer || say("somebody") });
}

export function lines(state, { station, number, say }) {
  const here = reached(state);
  const closed = "closed" in state.times;
  const names = { ...state, station, number: number.replace(/-/g, "\u2011"), officer: state.officer || say("somebody"), stations: state.stations.join(", ") };
  return ORDER.filter((key) => key in state.times || !(closed || key === "closed")).map((key) => {
    const at = state.times[key] ?? null;
    const waiting = key === "ringing" && key === here && state.unanswered;
    const mood = at === null ? "next" : waiting ? "wait" : key === here && !closed ? "now" : "done";
    const proved = key === "ringing" && state.received !== null;
    const shown = proved ? "ringing.proved" : key;
    const title = at === null ? say(`${shown}.next`) || say(key) : say(shown);
    const small = ["word", "minutes"].filter((each) => state[each]).map((each) => `${shown}.${each}`).find(say) || `${shown}.note`;
    const notes = waiting ? ["unanswered.note", ...state.climb] : mood === "now" ? [small] : [];
    const note = notes.map(say).filter(Boolean).join(" ");
    const lit = proved && at !== null;
    return {
      key, state: mood, title: fill(title, names), at, note: fill(note, names),
      received: lit ? state.received : null, phones: lit ? state.phones : null,
    };
  });
}
