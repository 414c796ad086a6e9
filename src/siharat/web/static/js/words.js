// The page's phrases, in the person's language, as the server wrote them into the page.

import { ID_UNITS, fill } from "./rules/spoken.js";

const block = document.getElementById("phrases");
const phrases = block ? JSON.parse(block.textContent) : {};

/** A raw phrase, or "" when there is none. */
export const phrase = (key) => phrases[key] || "";

/** A phrase with its names filled in. */
export const say = (key, names) => fill(phrase(key), names);

export const language = document.documentElement.lang;
export const zone = document.documentElement.dataset.zone;
export const units = phrase("units") ? phrase("units").split(" ") : ID_UNITS;
