// The lines that say where the person is, and the sending of it while their incident is open.

import { one, write } from "./page.js";
import { metres } from "./rules/spoken.js";
import { language, say } from "./words.js";
import { current } from "./place.js";
import { post } from "./api.js";

const EVERY = 5000;
let sentAt = 0;

export function placeLine(place) {
  const near = place && metres(place.accuracy_m, language);
  write(one("[data-place]"), place ? say("place", { metres: near }) : say("place.none"));
  if (place) write(one("[data-shared]"), say("place.shared", { metres: near }));
  const form = one("[data-press-form]");
  if (!form || !place) return;
  for (const name of ["lat", "lon", "accuracy_m"]) form.elements[name].value = place[name];
}

/** At most every five seconds, and only while an incident is open. A lost one is followed by the next. */
export function sharePlace(incident) {
  const place = current();
  if (!incident || !place || Date.now() - sentAt < EVERY) return;
  sentAt = Date.now();
  post(`/incidents/${incident}/locations`, place).catch(() => {});
}
