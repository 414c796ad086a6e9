// The map and the boxes beside it are one choice: a touch on either shows on both. The page stays where it is: what
// moved under the finger would be its neighbour at the next touch.

import { all, one, show, write } from "./page.js";
import { say } from "./words.js";

const form = one("[data-parts]");
const boxes = new Map(all("input[type=checkbox]", form).map((box) => [box.name.slice(2), box]));
const shapes = new Map(all("[data-part]", form).map((shape) => [shape.dataset.part, shape]));
const labels = new Map(all("[data-label]", form).map((label) => [label.dataset.label, label]));
const pointed = one(".pointed");
show(pointed, true);

function draw(code) {
  for (const drawn of [shapes, labels]) drawn.get(code)?.toggleAttribute("data-chosen", boxes.get(code).checked);
}

/** How many are chosen, of a regency and of all. */
function count(code) {
  const fold = boxes.get(code).closest("details");
  const here = all(":checked", fold).length;
  const words = one("[data-count]", fold);
  write(words, say("count", { n: here }));
  show(words, here > 0);
  return all(".parts-list :checked", form).length;
}

function change(code) {
  draw(code);
  const said = say(boxes.get(code).checked ? "in" : "out", { part: shapes.get(code)?.dataset.name, n: count(code) });
  write(pointed, said);
  write(one("[data-picked]"), said);
}

/** Names what lies below the pointer, or has the keyboard. */
function point(code) {
  for (const [each, shape] of shapes) shape.toggleAttribute("data-pointed", each === code);
  write(pointed, shapes.get(code)?.querySelector("title").textContent);
}

for (const [code, shape] of shapes) {
  shape.addEventListener("click", (event) => {
    event.preventDefault();
    boxes.get(code).checked = !boxes.get(code).checked;
    change(code);
  });
  shape.addEventListener("pointerenter", () => point(code));
}
for (const [code, box] of boxes) {
  box.addEventListener("change", () => change(code));
  box.addEventListener("focus", () => point(code));
  draw(code);  // a browser that goes back fills boxes in by itself
  count(code);
}

/** The whole province, or the part around what was chosen when the page came. */
function widen({ currentTarget: button }) {
  const map = one(".parts-map", form);
  const before = map.getAttribute("viewBox");
  map.setAttribute("viewBox", button.dataset.frame);
  map.setAttribute("font-size", String(Number(button.dataset.frame.split(" ")[2]) / 42));
  button.dataset.frame = before;
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
}

const wider = one("[data-frame]", form);
if (wider) {
  show(wider, true);
  wider.addEventListener("click", widen);
}
