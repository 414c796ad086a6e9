// How loud the desk is, and for how long somebody may hush it. Pure.

export const HUSH_MS = 60000; // who hushes an alarm has heard it; nobody has taken it a minute later, and it sounds again

/** "full" while a real alarm rings that nobody has hushed, "soft" for a drill, else "none". `hushed`: until when, by id. */
export function level(rows, hushed, now) {
  const loud = rows.filter((row) => row.status === "ringing" && !(hushed[row.id] > now));
  if (loud.some((row) => !row.drill)) return "full";
  return loud.length > 0 ? "soft" : "none";
}

/** All that rings now is hushed for a while; what has ended is forgotten. */
export function hush(rows, now) {
  return Object.fromEntries(rows.filter((row) => row.status === "ringing").map((row) => [row.id, now + HUSH_MS]));
}

/** What the light says: "mute" where this page cannot sound, whatever happens; "sounding" with a way to hush it; "ready". */
export const light = (ready, now) => (ready ? (now === "none" ? "ready" : "sounding") : "mute");

/** The key of its words: where there is no keyboard, none is named. */
export const said = (state, touch) => (touch && state !== "ready" ? `sound.${state}.touch` : `sound.${state}`);
