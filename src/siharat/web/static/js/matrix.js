// The matrix of phones, live: only the squares that changed are touched.

import { all, make, one, write } from "./page.js";
import { changes, counts } from "./rules/squares.js";
import { number } from "./rules/spoken.js";
import { language, say } from "./words.js";

export function draw(data) {
  const grid = one("[data-matrix]");
  if (!grid || !data || !data.squares) return;
  const tidy = (n) => number(n, language);
  write(one("[data-matrix-words]"), say("matrix", {
    phones: tidy(data.phones), received: tidy(data.received), shown: tidy(data.shown), missing: tidy(counts(data.squares).missing), // a phone that was called a second ago is not yet missing
  }));
  const before = grid.dataset.squares || all("i", grid).map((lamp) => lamp.dataset.lamp).join("");
  grid.dataset.squares = data.squares;
  if (before.length !== data.squares.length) {
    grid.replaceChildren(...Array.from(data.squares, (letter) => make("i", { "data-lamp": letter })));
    return;
  }
  for (const [index, letter] of changes(before, data.squares)) grid.children[index].dataset.lamp = letter;
}
