// What every module keeps to: short, no markup from data, nothing younger than our citizens' browsers.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { folder } from "./shared.js";

const modules = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("vendor/"));
const text = (name) => readFileSync(new URL(name, folder), "utf8");

const MARKUP = /\.(innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write|DOMParser|new Function|\beval\(/;
const YOUNG = /\.at\(|structuredClone|randomUUID|Object\.hasOwn|\.findLast|\.toSorted|\.replaceAll\(|Array\.fromAsync|event\.submitter|:has\(|^await /m;

for (const name of modules) {
  test(`${name}: at most 150 lines, text only, browsers of 2021`, () => {
    const code = text(name).replace(/\/\/.*$/gm, "");
    assert.ok(text(name).split("\n").length <= 150);
    assert.doesNotMatch(code, MARKUP);
    assert.doesNotMatch(code, YOUNG);
  });
}

test("rules are pure: no page, no clock, no chance, no network", () => {
  for (const name of modules.filter((each) => each.startsWith("js/rules/"))) {
    assert.doesNotMatch(text(name).replace(/\/\/.*$|\/\*\*.*?\*\//gms, ""), /document|window|Date\.now|Math\.random|fetch\(|performance|navigator/, name);
  }
});

test("imports are relative and exist", () => {
  for (const name of modules) {
    for (const [, path] of text(name).matchAll(/from "([^"]+)"/g)) {
      assert.match(path, /^\.\.?\//, name);
      assert.doesNotThrow(() => readFileSync(new URL(path, new URL(name, folder))), `${name}: ${path}`);
    }
  }
});
