// The matrix of phones: one letter per officer, always in the same order. Pure.

/** What a letter is called on screen and in the style sheet. */
export const LAMPS = {
  p: "waiting", s: "sent", r: "received", v: "shown", o: "opened", t: "took", h: "helps", x: "declined", f: "failed", d: "silent",
};
const HEARD = "rvoth";

/** [[index, letter]] of what differs: only those squares are touched. */
export function changes(before, after) {
  const found = [];
  for (let i = 0; i < after.length; i += 1) if (before[i] !== after[i]) found.push([i, after[i]]);
  return found;
}

export function counts(squares) {
  const found = { phones: squares.length, heard: 0, seen: 0, missing: 0 };
  for (const letter of squares) {
    if (HEARD.includes(letter)) found.heard += 1;
    if ("voth".includes(letter)) found.seen += 1;
    if ("fd".includes(letter)) found.missing += 1;
  }
  return found;
}
