// The full-screen alarm: filled from the stream, answered with one touch.

import { make, now, one, show, write } from "./page.js";
import { metresBetween, minutes } from "./rules/distance.js";
import { elapsed, metres, number } from "./rules/spoken.js";
import { language, phrase, say, units } from "./words.js";
import { showOn } from "./small_plan.js";

const ROUTES = { take: "ambil", help: "gerak", decline: "tidak-bisa" };
const part = (name) => one(`[data-alarm-${name}]`);

/** Fills the screen with a duty, or takes it away with null. */
export function draw(duty, here) {
  const screen = one("[data-alarm]");
  if (!screen) return;
  const fresh = duty && screen.hidden;
  show(screen, Boolean(duty));
  one("[data-behind]").toggleAttribute("inert", Boolean(duty));
  if (!duty) return;
  screen.toggleAttribute("data-drill", duty.drill);
  write(part("kind"), phrase(duty.drill ? "drill" : duty.caution || "alarm"));
  write(part("caution"), duty.caution ? phrase(`caution.${duty.caution}`) : "");
  show(part("caution"), Boolean(duty.caution));
  part("age").dataset.since = duty.raised_at;
  write(part("age"), elapsed(now() - duty.raised_at, units));
  const [received, phones] = [duty.received, duty.phones].map((n) => number(n || 0, language));
  write(part("rang"), duty.received ? say("rang", { received, phones }) : duty.phones > 1 ? say("called", { phones }) : "");
  write(part("asks"), phrase(duty.drill ? "asks.drill" : phrase(`asks.${duty.road}`) ? `asks.${duty.road}` : "asks"));
  write(part("place"), duty.place.name || phrase(known(duty.place) ? "place_name" : "no_place"));
  write(part("detail"), duty.again ? phrase("again") : duty.place.detail || "");
  write(one("[data-take-words]"), phrase(duty.drill ? "take.drill" : duty.caution ? `take.${duty.caution}` : "take"));
  write(one("[data-take-note]"), phrase(duty.drill ? "take_note.drill" : "take_note"));
  whereabouts(duty.place, here);
  for (const [name, route] of Object.entries(ROUTES)) one(`[data-${name}]`, screen).action = `/petugas/kejadian/${duty.id}/${route}`;
  if (fresh) {
    write(part("spoken"), `${phrase(duty.drill ? "drill" : "alarm")}. ${part("asks").textContent} ${part("place").textContent}`);
    part("place").focus({ preventScroll: true });
  }
}

/** Alarms near this one: one ring, a list that grows, each with its own page. */
export function together(duties) {
  const list = one("[data-alarm-together]");
  if (!list) return;
  const wanted = duties.map((duty) => duty.id).join(" ");
  if (list.dataset.drawn === wanted) return;
  list.dataset.drawn = wanted;
  show(list, duties.length > 0);
  write(one("p", list), say("together", { n: duties.length }));
  one("ul", list).replaceChildren(...duties.map((duty) => make("li", {},
    make("a", { href: `/petugas/kejadian/${duty.id}` }, [duty.code, duty.place.name].filter(Boolean).join(" · ")))));
}

const known = (place) => place.lat !== null && place.lat !== undefined;

/** Distance and time by this phone's own place, in the alarm ("alarm") or the work page ("work"). */
export function away(place, here, where) {
  const far = known(place) && here ? metresBetween(place, here) : null;
  write(one(`[data-${where}-distance]`), far === null ? "–" : metres(far, language));
  write(one(`[data-${where}-eta]`), far === null ? phrase("away.unknown") : say("away", { minutes: minutes(far) }));
}

function whereabouts(place, here) {
  away(place, here, "alarm");
  write(part("accuracy"), known(place) && place.accuracy_m !== null ? `±${metres(place.accuracy_m, language)}` : "–");
  write(part("seen"), known(place) && place.at ? say("place_age", { time: elapsed(now() - place.at, units) }) : phrase("ask_place"));
  if (known(place)) showOn(one("[data-alarm] [data-plan]"), place, here);
}

/** It is over for this phone: who took it stands there for a moment, so that nobody wonders. */
export function over(words) {
  write(one("[data-take-words]"), words);
  write(part("spoken"), words);
  one("[data-take] button").disabled = true;
}
