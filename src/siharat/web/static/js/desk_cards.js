// The desk's queue: a card for each incident, and what stands in small on it.

import { make, now, one, show } from "./page.js";
import { settle } from "./children.js";
import { elapsed } from "./rules/spoken.js";
import { phrase, say, units } from "./words.js";

/** open, done: rows of the board; chosen: the incident in hand; hands: which colleagues are on which. */
export function cards({ now: open, done }, chosen, hands) {
  const card = (row) => made(row, row.id === chosen, hands[row.id]);
  settle(one("[data-queue-now]"), "data-row", open.map(card));
  settle(one("[data-done]"), "data-row", done.map(card));
  show(one("[data-none]"), open.length === 0);
  show(one("[data-done-head]"), done.length > 0);
}

function made(row, current, officers) {
  const state = make("em", {}, phrase(`state.${row.status}`), " ");
  if (row.status !== "closed") state.append(make("time", { "data-since": row.raised_at }, elapsed(now() - row.raised_at, units)));
  return make("a", {
    class: "card", href: `/komando?kejadian=${row.id}`, "data-row": row.id, "data-state": row.status, "data-drill": row.drill ? "" : null, "aria-current": current ? "true" : null,
  }, make("b", {}, row.title || phrase("no_place")), state, make("span", {}, note(row)),
  officers && make("small", { class: "hand" }, say("hand", { officers: officers.join(", ") })));
}

export function note(row) {
  const ringing = row.status === "ringing";
  return [row.drill && phrase("drill"), row.code, row.claimed_by && say("by", { officer: row.claimed_by }), ringing && row.wave && say("wave", { n: row.wave }),
    row.escalation > 0 && ringing && phrase("unanswered"), row.narrowed && phrase(row.narrowed === "duty" ? "narrowed.duty" : "narrowed"), row.bundle && row.bundle !== row.id && phrase("together"),
    phrase(`road.${row.road}`), phrase(`category.${row.category}`), row.offered_to && say("offered", { station: row.offered_to }), row.joined && phrase("joined"), row.caution && phrase(row.caution),
    row.cancelled && row.cancelled !== "forced" && phrase(`cancelled.${row.cancelled}`)].filter(Boolean).join(" · ");
}
