// Who phones 110: one key opens the form, number first. A click on the plan says where.

import { one, show, write } from "./page.js";
import { measures } from "./small_plan.js";
import { lonLat } from "./rules/projection.js";
import { say } from "./words.js";

/** The form is there or not; what else the right side shows waits below it. */
export function open(visible) {
  const form = one("[data-call]");
  if (!form) return false;
  show(form, visible);
  form.parentElement.toggleAttribute("data-calling", visible);
  if (visible) one("[name=phone]", form).focus();
  return true;
}

export const isOpen = () => Boolean(one("[data-call]:not([hidden])"));

/** A place was chosen on the plan or the map. */
export function point({ lat, lon }) {
  one("[data-call-lat]").value = lat.toFixed(6);
  one("[data-call-lon]").value = lon.toFixed(6);
  write(one("[data-call-spot]"), say("pointed", { lat: lat.toFixed(5), lon: lon.toFixed(5) }));
}

export function calls() {
  const form = one("[data-call]");
  if (!form) return;
  one("[data-call-open]").addEventListener("click", (event) => { event.preventDefault(); open(true); });
  one("[data-call-close]").addEventListener("click", (event) => { event.preventDefault(); open(false); });
  const svg = one(".ground [data-plan]");
  if (svg) svg.addEventListener("click", (event) => { if (isOpen()) point(lonLat(measures(svg), inside(svg, event))); });
  // The answer to a sent form stands under the form's own address: reloading it must not ask to send it again.
  const focus = one("[data-focus]").dataset.focus;
  if (location.pathname === "/komando/panggilan" && focus) history.replaceState(null, "", `/komando?kejadian=${focus}`);
}

function inside(svg, { clientX, clientY }) {
  return new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
}
