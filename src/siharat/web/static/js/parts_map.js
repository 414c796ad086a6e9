// The map and the boxes beside it are one choice: a touch on either shows on both.

import { all, one } from "./page.js";

const form = one("[data-parts]");
const boxes = new Map(all("input[type=checkbox]", form).map((box) => [box.name.slice(2), box]));
const shapes = new Map(all("[data-part]", form).map((shape) => [shape.dataset.part, shape]));

function show(code) {
  shapes.get(code)?.toggleAttribute("data-chosen", boxes.get(code).checked);
}

for (const [code, shape] of shapes) {
  shape.addEventListener("click", (event) => {
    event.preventDefault();
    const box = boxes.get(code);
    box.checked = !box.checked;
    box.closest("details").open = true;
    box.closest("label").scrollIntoView({ block: "nearest" });
    show(code);
  });
}
for (const code of boxes.keys()) {
  boxes.get(code).addEventListener("change", () => show(code));
  show(code);  // a browser that goes back fills boxes in by itself
}
