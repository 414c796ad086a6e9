import assert from "node:assert/strict";
import test from "node:test";
import { counted, headline, lines, nothing, take } from "../../src/siharat/web/static/js/rules/steps.js";
import { cases, phrases } from "./shared.js";

const words = phrases("citizen", { QUIET: "quiet." });
const say = (key) => words[key] || "";
const quietly = (key) => words[`quiet.${key}`] || "";

for (const one of cases("steps")) {
  test(`citizen: ${one.told}`, () => {
    const state = one.events.reduce(take, nothing());
    const names = { station: "Polres Banjarbaru", number: "0812-••••-7731", say: one.silent ? quietly : say };
    assert.equal(headline(state, names), one.headline);
    const drawn = lines(state, names);
    if (one.states) assert.equal(drawn.map((line) => `${line.key}:${line.state}`).join(" "), one.states);
    for (const [key, title] of Object.entries(one.titles || {})) assert.equal(drawn.find((line) => line.key === key).title, title);
    for (const [key, note] of Object.entries(one.notes || {})) assert.equal(drawn.find((line) => line.key === key).note, note);
    for (const [key, at] of Object.entries(one.times || {})) assert.equal(state.times[key], at);
    assert.ok(drawn.every((line) => line.title && !/[{}]/.test(line.title)), "every line has words, with its names filled in");
  });
}

test("a step never changes the state it was given", () => {
  const before = Object.freeze({ ...nothing(), times: Object.freeze({ received: 1 }) });
  take(before, { name: "claimed", at: 2, officer: "Bripka Andi" });
  take({ ...before, times: Object.freeze({ received: 1, claimed: 2 }) }, { name: "ringing", at: 3, phones: 1 });
  assert.deepEqual(before.times, { received: 1 });
});

test("citizen: phones that proved it are counted while it rings, never down, and not after somebody took it", () => {
  const ringing = [{ name: "received", at: 1 }, { name: "ringing", at: 2, phones: 312 }].reduce(take, nothing());
  const title = (state) => lines(state, { station: "", number: "", say }).find((line) => line.key === "ringing").title;
  assert.equal(title(counted(ringing, 0)), "312 ponsel petugas dipanggil");
  const proved = counted(ringing, 298);
  assert.equal(title(proved), "298 dari 312 ponsel petugas berdering");
  assert.equal(counted(proved, 297), proved);
  assert.equal(counted(proved, undefined), proved);
  const taken = take(proved, { name: "claimed", at: 3, officer: "Bripka Andi" });
  assert.equal(counted(taken, 300), taken);
});
