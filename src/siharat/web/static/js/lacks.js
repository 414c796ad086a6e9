// What this phone lacks to ring, a line each, with the touch that mends it where a touch can.

import { make } from "./page.js";
import { settle } from "./children.js";
import { MENDABLE } from "./rules/readiness.js";
import { say } from "./words.js";

/** mend(lack) when its button is touched; `mending` is the one already at work. */
export function list(box, lacks, { mending, mend }) {
  settle(box, "data-lack", lacks.map((lack) => line(lack, lack === mending, mend)));
}

function line(lack, busy, mend) {
  const words = make("b", {}, say(`lacks.${lack}`));
  if (!MENDABLE.includes(lack)) return make("li", { "data-lack": lack }, words, make("span", { class: "soft" }, say(`fix.${lack}`)));
  const button = make("button", { class: "button", type: "button", "aria-disabled": busy ? "true" : "false" }, say(`do.${lack}`));
  button.addEventListener("click", () => mend(lack));
  return make("li", { "data-lack": lack }, words, button);
}
