import assert from "node:assert/strict";
import test from "node:test";
import { clock, elapsed, fill, metres, number, phone } from "../../src/siharat/web/static/js/rules/spoken.js";
import { cases } from "./shared.js";

const spoken = cases("spoken");

test("times, numbers and distances are said as the server says them", () => {
  for (const [at, zone, said] of spoken.clock) assert.equal(clock(at, zone), said);
  for (const [ms, said] of spoken.elapsed) assert.equal(elapsed(ms), said);
  for (const [value, language, said] of spoken.number) assert.equal(number(value, language), said);
  for (const [distance, language, said] of spoken.metres) assert.equal(metres(distance, language), said);
  for (const [e164, said] of spoken.phone) assert.equal(phone(e164), said);
});

test("what is not known stays out of a phrase", () => {
  assert.equal(fill("{a} dan {b}", { a: "x", b: null }), "x dan ");
  assert.equal(fill("{a}", { a: "{b}", b: "never" }), "{b}");
});
