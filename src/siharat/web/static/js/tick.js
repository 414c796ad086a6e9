// Times that run: <time data-since="ms"> counts up, <time data-until="ms"> counts down, <time data-wall> is the hour.
// One timer for the whole page, only while somebody looks.

import { all, now, write } from "./page.js";
import { clock, elapsed } from "./rules/spoken.js";
import { units, zone } from "./words.js";

function tick() {
  const at = now();
  for (const node of all("[data-since]")) write(node, elapsed(at - Number(node.dataset.since), units));
  for (const node of all("[data-until]")) write(node, elapsed(Number(node.dataset.until) - at, units));
  for (const node of all("[data-wall]")) write(node, clock(at, zone));
}

export function start() {
  tick();
  const step = () => {
    if (!document.hidden) tick();
    setTimeout(step, 1000 - (now() % 1000));
  };
  setTimeout(step, 1000 - (now() % 1000));
  document.addEventListener("visibilitychange", tick);
}
