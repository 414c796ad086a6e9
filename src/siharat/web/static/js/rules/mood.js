// How a station stands, in one word: the worst first. Pure.

export function mood({ phones, open, ringing, unanswered }) {
  if (!phones) return "none";
  if (unanswered) return "unanswered";
  if (ringing) return "ringing";
  return open ? "open" : "calm";
}
