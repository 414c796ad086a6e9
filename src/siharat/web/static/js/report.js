// The report's form, made easier: the phone's own place, or a touch on the plan. Both only fill in fields.

import { all, one, show, write } from "./page.js";
import { measures, shape } from "./small_plan.js";
import { lonLat, spot } from "./rules/projection.js";
import { phrase, say } from "./words.js";

const form = one("[data-report]");
const svg = one("[data-pick] [data-plan]");

for (const node of all("[data-scripted], [data-pick]")) show(node, true);

function settle(lat, lon, accuracy, words) {
  form.elements.lat.value = lat.toFixed(6);
  form.elements.lon.value = lon.toFixed(6);
  form.elements.accuracy_m.value = accuracy ? Math.round(accuracy) : "";
  write(one("[data-place-said]"), words);
  if (svg) mark({ lat, lon });
}

function mark(place) {
  const { x, y } = spot(measures(svg), place);
  const dot = shape("circle", { class: "dot-mark", r: 13 });
  one("[data-spots]", svg).replaceChildren(shape("g", { class: "spot", "data-kind": "chosen", transform: `translate(${x} ${y})` }, dot));
}

one("[data-here]").addEventListener("click", () => {
  const none = () => write(one("[data-place-said]"), phrase("place.none"));
  if (!("geolocation" in navigator)) { none(); return; }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => settle(coords.latitude, coords.longitude, coords.accuracy,
      say("place.known", { metres: `${Math.round(coords.accuracy)} m` })),
    none, { enableHighAccuracy: true, maximumAge: 30000, timeout: 20000 },
  );
});

if (svg) {
  svg.addEventListener("click", (event) => {
    const touched = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const { lat, lon } = lonLat(measures(svg), touched);
    settle(lat, lon, null, phrase("place.chosen"));
  });
  if (form.elements.lat.value) mark({ lat: Number(form.elements.lat.value), lon: Number(form.elements.lon.value) });
}
