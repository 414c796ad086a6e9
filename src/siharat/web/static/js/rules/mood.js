// How a station stands, in one word: the worst first. Pure.

export function mood({ phones, open, ringing, unanswered, silent }) {
  if (!phones) return "none";
  if (unanswered) return "unanswered";
  if (ringing) return "ringing";
  if (silent) return "silent"; // the watchdog's alarm did not come through
  return open ? "open" : "calm";
}
