// Cases that the server's twin of a rule must pass too, and the phrases as the server hands them to the page.

import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

export const cases = (name) => JSON.parse(readFileSync(new URL(`tests/web/faces/${name}.json`, root), "utf8"));
export const source = (path) => readFileSync(new URL(`src/siharat/web/static/${path}`, root), "utf8");
export const folder = new URL("src/siharat/web/static/", root);

/** Reads `"key": N_("phrase")` out of a door's phrases.py: the tests speak the words people see. */
export function phrases(door, prefixes = {}) {
  const text = readFileSync(new URL(`src/siharat/web/${door}/phrases.py`, root), "utf8");
  const found = {};
  let table = "";
  for (const line of text.split("\n")) {
    const start = line.match(/^([A-Z]+) = \{/);
    if (start) table = start[1];
    for (const [, key, phrase] of line.matchAll(/"([^"]+)": N_\("([^"]*)"\)/g)) found[(prefixes[table] || "") + key] = phrase;
  }
  return found;
}
