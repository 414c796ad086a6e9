// Held for a second, then it fires once. Pure: the caller brings the time and asks when to look again.
// A tap too short does nothing but say how; a slip of the finger off the button takes it back.

export const HOLD_MS = 1000;

export const rest = () => ({ phase: "rest", since: null });

export function down(hold, at) {
  return hold.phase === "rest" ? { phase: "held", since: at } : hold;
}

/** Let go, slipped off, taken by a call: nothing happened unless it had fired. */
export function up(hold) {
  return hold.phase === "held" ? rest() : hold;
}

export function look(hold, at) {
  return hold.phase === "held" && at - hold.since >= HOLD_MS ? { phase: "fired", since: at } : hold;
}

/** How much of the ring is drawn, 0 to 1. */
export function share(hold, at) {
  if (hold.phase === "fired") return 1;
  return hold.phase === "held" ? Math.min(1, Math.max(0, (at - hold.since) / HOLD_MS)) : 0;
}
