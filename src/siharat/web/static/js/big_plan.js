// The plan of the whole area with every open incident on it.

import { all, one } from "./page.js";
import { settle } from "./children.js";
import { intan, mark, measures, shape, waves } from "./small_plan.js";

/** onChoose(id) when a mark is touched; the queue is the way for the keyboard. */
export function draw(rows, chosen, onChoose) {
  const svg = one(".ground [data-plan]");
  if (!svg) return;
  const plan = measures(svg);
  const seen = svg.getBoundingClientRect().width || plan.width;
  const scale = Math.min(2.2, Math.max(0.9, plan.width / seen));
  const placed = rows.filter((row) => row.lat !== null && row.lat !== undefined);
  settle(one("[data-spots]", svg), "data-spot", placed.map((row) => {
    const node = mark(plan, row, row.status, scale, [shape("title", {}, row.title || row.code), ...waves(), intan()]);
    node.setAttribute("data-spot", row.id);
    node.setAttribute("data-open", "");
    if (row.id === chosen) node.setAttribute("data-chosen", "");
    return node;
  }));
  svg.onclick = ({ target }) => { // one for all: the first marks came with the page
    const touched = target.closest("[data-spot]");
    if (touched) onChoose(touched.dataset.spot);
  };
  const hot = new Set(rows.filter((row) => row.status === "ringing").map((row) => row.title));
  for (const land of all("[data-area]", svg)) land.toggleAttribute("data-hot", hot.has(land.dataset.area));
}
