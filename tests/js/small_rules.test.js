import assert from "node:assert/strict";
import test from "node:test";
import { down, HOLD_MS, look, rest, share, up } from "../../src/siharat/web/static/js/rules/hold.js";
import { pressWait, wait } from "../../src/siharat/web/static/js/rules/backoff.js";
import { boxAround, lonLat, spot } from "../../src/siharat/web/static/js/rules/projection.js";
import { changes, counts } from "../../src/siharat/web/static/js/rules/squares.js";
import { focusOn, hear, queue } from "../../src/siharat/web/static/js/rules/board.js";
import { timeline } from "../../src/siharat/web/static/js/rules/timeline.js";
import { mood } from "../../src/siharat/web/static/js/rules/mood.js";
import { coming, LATE_MS } from "../../src/siharat/web/static/js/rules/coming.js";
import { fit } from "../../src/siharat/web/static/js/rules/fit.js";
import { uuid4 } from "../../src/siharat/web/static/js/rules/uuid.js";
import { slipIn } from "../../src/siharat/web/static/js/rules/code.js";
import { meant } from "../../src/siharat/web/static/js/rules/keys.js";
import { cases, phrases } from "./shared.js";

test("held for a second it fires once; a tap, or a slip, does nothing", () => {
  let hold = down(rest(), 0);
  assert.equal(look(hold, HOLD_MS - 1).phase, "held");
  assert.equal(up(hold).phase, "rest");
  hold = look(hold, HOLD_MS);
  assert.equal(hold.phase, "fired");
  assert.equal(up(hold).phase, "fired");
  assert.equal(down(hold, 2000), hold);
  assert.equal(share(down(rest(), 0), 500), 0.5);
});

test("what comes next is told by the server's time, and not for ever when nothing more is heard", () => {
  const at = "2026-11-23T13:14:25.000Z";
  const due = Date.parse(at);
  const step = { whom: "above", means: "app", at, stations: ["Polda Kalimantan Selatan"] };
  assert.deepEqual(coming(step, due - 12000), { key: "coming.above", stations: "Polda Kalimantan Selatan", at: due });
  assert.ok(coming(step, due + LATE_MS - 1));
  assert.equal(coming(step, due + LATE_MS), null);
  assert.equal(coming(null, due), null);
  for (const whom of ["station", "duty", "desk", "above", "named"]) assert.ok(phrases("command")[`coming.${whom}`], whom);
});

test("waits grow, are spread, and end", () => {
  assert.ok(wait(0, 0) >= 100 && wait(0, 1) === 500);
  assert.equal(wait(50, 1), 15000);
  assert.ok(wait(3, 0.1) < wait(3, 0.9));
  assert.ok(pressWait(99, 1) <= 4000);
});

test("the plan puts places where the server puts them, and the box holds both", () => {
  const plan = { west: 114, north: -3, perLon: 1000, perLat: 1000, metres: 111 };
  assert.deepEqual(spot(plan, { lat: -3.5, lon: 114.5 }), { x: 500, y: 500 });
  const box = boxAround(plan, [{ lat: -3.5, lon: 114.5 }, { lat: -3.6, lon: 114.9 }], { aspect: 0.5 });
  for (const place of [[500, 500], [900, 600]]) {
    assert.ok(place[0] > box.x && place[0] < box.x + box.width);
    assert.ok(place[1] > box.y && place[1] < box.y + box.height);
  }
  assert.ok(boxAround(plan, [{ lat: -3.5, lon: 114.5 }]).width >= 4000 / 111);
});

test("a letter is a command, but not while somebody types, holds it or means the browser", () => {
  assert.equal(meant({ key: "N" }, { typing: false }), "n");
  assert.equal(meant({ key: "?" }, { typing: false }), "?");
  assert.equal(meant({ key: "n" }, { typing: true }), "");
  assert.equal(meant({ key: "Escape" }, { typing: true }), "Escape");
  for (const other of [{ key: "r", ctrlKey: true }, { key: "n", repeat: true }, { key: "Enter" }]) assert.equal(meant(other, { typing: false }), "");
});

test("only squares that changed are touched", () => {
  assert.deepEqual(changes("ssrr", "srrv"), [[1, "r"], [3, "v"]]);
  assert.deepEqual(changes("", "st"), [[0, "s"], [1, "t"]]);
  assert.deepEqual(counts("psrvothxfd"), { phones: 10, heard: 5, seen: 4, missing: 2 });
});

const event = (id, status, extra = {}) => ({
  incident: { id, code: id, status, station: { code: "63.72" } }, mode: "loud", location: null, locality: "Komet",
  raised_at: "2026-11-23T13:14:05.000Z", wave: 1, phones: 3, ...extra,
});

test("the queue: what rings stands first, what is closed goes below", () => {
  let rows = hear({}, "incident", event("a", "on_scene"));
  rows = hear(rows, "alarm", event("b", "ringing", { raised_at: "2026-11-23T13:20:05.000Z" }));
  rows = hear(rows, "incident", event("c", "closed", { closed_at: "2026-11-23T13:15:05.000Z" }));
  const { now, done } = queue(rows);
  assert.deepEqual(now.map((row) => row.id), ["b", "a"]);
  assert.deepEqual(done.map((row) => row.id), ["c"]);
  assert.equal(hear(rows, "silence", { incident: { id: "b" } }), rows);
});

test("a new alarm takes the screen, but not from an operator who writes or another alarm", () => {
  const rows = hear({}, "incident", event("a", "claimed"));
  assert.equal(focusOn("a", rows, "alarm", event("b", "ringing"), { busy: false }), "b");
  assert.equal(focusOn("a", rows, "alarm", event("b", "ringing"), { busy: true }), "a");
  assert.equal(focusOn(null, {}, "alarm", event("b", "ringing"), { busy: true }), "b");
  const both = hear(rows, "alarm", event("a", "ringing"));
  assert.equal(focusOn("a", both, "alarm", event("b", "ringing"), { busy: false }), "a");
});

test("lines of the log in words, as the server says them", () => {
  const words = phrases("command", { LINES: "line.", STATES: "state.", CLIMBED: "whom." });
  for (const { lines, words: said } of cases("timeline")) {
    assert.deepEqual(timeline(lines, (key) => words[key] || "").map((line) => line.words), said);
  }
});

test("a station in one word: the worst first", () => {
  assert.equal(mood({ phones: 0, open: 0, ringing: 0, unanswered: 0 }), "none");
  assert.equal(mood({ phones: 3, open: 2, ringing: 1, unanswered: 1 }), "unanswered");
  assert.equal(mood({ phones: 3, open: 2, ringing: 1, unanswered: 0 }), "ringing");
  assert.equal(mood({ phones: 3, open: 2, ringing: 0, unanswered: 0 }), "open");
  assert.equal(mood({ phones: 3, open: 2, ringing: 0, unanswered: 0, silent: true }), "silent");
  assert.equal(mood({ phones: 3, open: 2, ringing: 1, unanswered: 0, silent: true }), "ringing");
  assert.equal(mood({ phones: 3, open: 0, ringing: 0, unanswered: 0 }), "calm");
});

test("a press gets a UUID of version 4", () => {
  assert.match(uuid4(new Uint8Array(16).fill(255)), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("the code of a scanned address, and nothing else that stands behind a #", () => {
  assert.deepEqual(slipIn("#ABCD-EFGH.85010234"), { code: "ABCD-EFGH", nrp: "85010234" });
  assert.deepEqual(slipIn("#ABCD-EFGH.A%2F12"), { code: "ABCD-EFGH", nrp: "A/12" });
  assert.deepEqual(slipIn("#ABCD-EFGH"), { code: "ABCD-EFGH", nrp: "" });
  assert.deepEqual(slipIn("#abcdefgh"), { code: "ABCD-EFGH", nrp: "" });
  for (const nrp of ["%", "%00%00%00", "<b>", "1 OR 1", "12", "9".repeat(31)]) {
    assert.deepEqual(slipIn(`#ABCD-EFGH.${nrp}`), { code: "ABCD-EFGH", nrp: "" }, nrp);
  }
  for (const hash of ["", "#", "#main", "#ABCD-EFG", "#ABCD-EFGHJ", "#<script>", "#ABCD%EFGH", "#.85010234"]) assert.equal(slipIn(hash).code, "", hash);
});

test("a touch on the plan is the place that lies there", () => {
  const plan = { west: 114.7, north: -3.4, perLon: 9000, perLat: 9016, metres: 12 };
  const there = lonLat(plan, spot(plan, { lat: -3.4402, lon: 114.8211 }));
  assert.ok(Math.abs(there.lat + 3.4402) < 1e-9 && Math.abs(there.lon - 114.8211) < 1e-9);
});

test("a photo fits, and is never made larger", () => {
  assert.deepEqual(fit({ width: 4000, height: 3000 }, 1600), { width: 1600, height: 1200 });
  assert.deepEqual(fit({ width: 30, height: 20000 }, 1600), { width: 2, height: 1600 });
  assert.deepEqual(fit({ width: 640, height: 480 }, 1600), { width: 640, height: 480 });
});
