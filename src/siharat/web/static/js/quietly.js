// A silent alarm makes the page look like a note that was sent: dim, grey, and without a word of police.

import { all, one } from "./page.js";

export const neutral = () => document.body.hasAttribute("data-neutral");

export function quietly() {
  const { body } = document;
  body.dataset.mode = "silent";
  body.dataset.neutral = "";
  document.title = body.dataset.title;
  for (const fold of all("details[data-more]")) fold.open = false;
  for (const colour of all("meta[name=theme-color]")) colour.content = "#1c1d1f";
  one("link[rel=icon]").href = body.dataset.icon;
}

/** The button is needed again; title and icon stay what they became. */
export const loudly = () => document.body.removeAttribute("data-mode");
