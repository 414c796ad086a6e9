// "This phone can ring": computed, never assumed. Pure.

export const PROOF_LASTS = 24 * 3600 * 1000;

/** facts: {supported, installWanted, permission, pushOffered, subscribed, sound, stream, provedAt, now}
 *  → {light: "ready" | "partly" | "broken", lacks: [what is missing, the first to mend first]} */
export function readiness(facts) {
  const lacks = [];
  if (facts.pushOffered) {
    if (facts.installWanted) lacks.push("install");
    else if (!facts.supported) lacks.push("unsupported");
    else if (facts.permission === "denied") lacks.push("denied");
    else if (facts.permission !== "granted") lacks.push("permission");
    else if (!facts.subscribed) lacks.push("subscription");
  }
  const asleep = facts.pushOffered && !lacks.length; // rings while the page is closed
  if (!facts.sound) lacks.push("sound");
  if (!facts.stream) lacks.push("stream");
  const awake = facts.sound && facts.stream; // rings while the page is open
  const proved = facts.provedAt !== null && facts.now - facts.provedAt < PROOF_LASTS;
  if ((asleep || awake) && !proved) lacks.push("proof");
  const light = asleep && awake ? "ready" : asleep || awake ? "partly" : "broken";
  return { light, lacks };
}

/** Which of these the officer can mend with one touch here; the others need a setting outside the page. */
export const MENDABLE = ["permission", "subscription", "sound", "proof"];

/** Why this phone was not taken, in a word that the page has a sentence for: "blocked" by the person or the browser,
 *  "no_push" where the browser has no push service or gives it to no private window, "network", "late", "server".
 *  Browsers agree on little more than the names of these errors (Push API, 7.2). */
export function whyNot({ name, status }, online) {
  if (status) return "server";
  if (name === "NotAllowedError") return "blocked";
  if (name === "TimeoutError") return "late";
  return online && name !== "TypeError" ? "no_push" : "network";
}

/** What the page tells the server of itself, or null when it had better say nothing: a page in the background that
 *  may not sound would speak against the one in front. */
export function report(facts, device, visible) {
  if (!facts.sound && !visible) return null;
  const permission = !facts.pushOffered ? "not_offered" : !facts.supported ? "unsupported" : facts.permission;
  return { permission, subscribed: facts.subscribed, sound: facts.sound, device };
}

/** A sign of life so often; browsers make it a minute where the page is in the background. */
export const SIGN_EVERY = 25 * 1000;

/** Is it time to speak? At once when there is news. */
export const due = (last, said, at) => !last || last.said !== said || at - last.at >= SIGN_EVERY;
