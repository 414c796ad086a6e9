// The officer's list, redrawn from the duties when it has changed.

import { all, make, now, one, show } from "./page.js";
import { settle } from "./children.js";
import { elapsed } from "./rules/spoken.js";
import { phrase, units } from "./words.js";

const COLOUR = { mine: "responding", helping: "responding", taken: "claimed", declined: "wait", narrowed: "wait", off_duty: "wait" };

export function cards(list, duties) {
  if (!list) return;
  const wanted = duties.map((duty) => `${duty.id} ${duty.state} ${duty.claimed_by} ${duty.caution} ${duty.sent} ${duty.place.name}`).join("\n");
  show(one("[data-quiet]"), duties.length === 0);
  if (list.dataset.drawn === wanted || (!list.dataset.drawn && all("[data-duty]", list).length === duties.length && !duties.length)) return;
  list.dataset.drawn = wanted;
  settle(list, "data-duty", duties.map(card));
}

function card(duty) {
  const state = make("em", {}, phrase(`state.${duty.state}`), " ");
  if (duty.state === "ringing") state.append(make("time", { "data-since": duty.raised_at }, elapsed(now() - duty.raised_at, units)));
  const small = [duty.code, duty.sent && phrase("assigned"), duty.claimed_by, duty.caution && phrase(duty.caution).toLowerCase(), duty.drill && phrase("drill").toLowerCase()];
  return make("a", { class: "card", href: `/petugas/kejadian/${duty.id}`, "data-duty": duty.id, "data-drill": duty.drill ? "" : null, "data-state": COLOUR[duty.state] || duty.state },
    make("b", {}, duty.place.name || phrase("no_place")), state, make("span", {}, small.filter(Boolean).join(" · ")));
}
