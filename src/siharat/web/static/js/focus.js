// The open incident at the right: state, matrix, timeline. Its forms are the server's; a change that they depend on
// (another incident, another state) loads them anew without losing the scroll.

import { make, now, one, show, write } from "./page.js";
import { coming, still } from "./rules/coming.js";
import { timeline } from "./rules/timeline.js";
import { clock, elapsed } from "./rules/spoken.js";
import { draw as drawMatrix } from "./matrix.js";
import { get } from "./api.js";
import { shown } from "./shown.js";
import { phrase, say, units, zone } from "./words.js";

const PILLS = { ringing: "ringing", claimed: "move", responding: "move" };

let asked = 0;
let answered = 0;

/** Answers may overtake each other: what was asked before the one that stands there is the older state. */
export async function refresh(id, row, note) {
  const panel = one("[data-focus]");
  const mine = ++asked;
  const found = await get(`/incidents/${id}`).catch(() => null);
  if (!found || mine < answered) return;
  answered = mine;
  if (panel.dataset.focus !== id) {
    location.assign(`/komando?kejadian=${id}`);
    return;
  }
  const pill = one("[data-focus-pill]");
  pill.dataset.state = row.drill ? "wait" : PILLS[found.status] || "closed";
  write(pill.lastElementChild, [row.drill && phrase("drill"), phrase(`state.${found.status}`), found.status === "ringing" && say("wave", { n: found.wave })].filter(Boolean).join(" · "));
  next(coming(found.next_step, now()));
  write(one("[data-focus-title]"), found.locality || phrase("no_place"));
  write(one("[data-focus-note]"), note);
  const band = one("[data-focus-caution]");
  write(one("b", band), found.caution ? phrase(`caution.${found.caution}`) : "");
  show(band, Boolean(found.caution) && found.status !== "closed");
  drawMatrix(found.rings);
  one("[data-told]").replaceChildren(...timeline(found.timeline, phrase).map(({ at, words }) => make("li", {},
    make("time", {}, clock(Date.parse(at), zone)), make("span", {}, words))));
  deeds(found.status);
  shown();
}

/** Whom the ladder calls next; the time runs by itself. */
function next(step) {
  const line = one("[data-coming]");
  show(line, Boolean(step));
  if (!step) return;
  const [words, time] = line.children;
  write(words, say(step.key, step));
  time.dataset.until = step.at;
  write(time, elapsed(step.at - now(), units));
}

/** What should have come is not counted at nought for ever: this page may hear nothing. */
function lapse() {
  const line = one("[data-coming]:not([hidden])");
  if (line) show(line, still(Number(line.lastElementChild.dataset.until), now()));
}

/** Which deeds are open in this state. */
function deeds(status) {
  const open = { claim: status === "ringing", release: status !== "ringing" && status !== "closed", close: status !== "closed" };
  for (const [name, visible] of Object.entries(open)) {
    const deed = one(`[data-deed="${name}"]`);
    if (deed) deed.hidden = !visible;
  }
}

setInterval(lapse, 1000);
