import assert from "node:assert/strict";
import test from "node:test";
import { hear } from "../../src/siharat/web/static/js/rules/duties.js";
import { decide, listed, owed } from "../../src/siharat/web/static/js/rules/ring_decision.js";
import { opened } from "../../src/siharat/web/static/js/rules/dialling.js";
import { SIGN_EVERY, due, readiness, report, whyNot } from "../../src/siharat/web/static/js/rules/readiness.js";
import { metresBetween, minutes } from "../../src/siharat/web/static/js/rules/distance.js";

const ME = "andi";
const about = (id, status = "ringing") => ({ id, code: `SHR-${id}`, status, station: { code: "63.72" } });
const alarm = (id, raised = "2026-11-23T13:14:05.000Z") => ({
  incident: about(id), mode: "loud", locality: "Loktabat Utara", raised_at: raised, wave: 1, phones: 312,
  location: { lat: -3.43, lon: 114.81, accuracy_m: 8, at: raised },
});
const play = (...events) => events.reduce((duties, [name, data]) => hear(duties, name, data, ME), {});

test("an alarm rings, a claim of somebody else silences it and says who", () => {
  let duties = play(["alarm", alarm("a")]);
  assert.equal(decide(duties).alarm.id, "a");
  assert.equal(decide(duties).sound, "full");
  duties = hear(duties, "silence", { incident: about("a"), claimed_by: { id: "rahmat", name: "Aipda Rahmat" } }, ME);
  assert.equal(decide(duties).sound, "none");
  assert.equal(duties.a.state, "taken");
  assert.equal(duties.a.claimed_by, "Aipda Rahmat");
});

test("how many phones rang so far is what a wave says of it, and stays until the next one", () => {
  let duties = play(["alarm", { ...alarm("a"), received: 0 }]);
  assert.deepEqual([duties.a.received, duties.a.phones], [0, 312]);
  duties = hear(duties, "alarm", { ...alarm("a"), wave: 2, received: 1 }, ME);
  assert.equal(hear(duties, "alarm", alarm("a"), ME).a.received, 1);
});

test("what covers the page is the dialler only in the moment after it was asked for", () => {
  const covered = { hidden: true, leaving: false, after: 400 };
  assert.equal(opened(covered), true);
  assert.equal(opened({ ...covered, hidden: false }), false, "nothing came: nobody hears of a call");
  assert.equal(opened({ ...covered, leaving: true }), false, "it goes to another page of ours");
  assert.equal(opened({ ...covered, after: 10000 }), false, "a screen that was locked later");
});

test("the stream's first word of an alarm that nobody cancelled changes nothing of it", () => {
  const before = play(["alarm", alarm("a")]);
  const after = hear(before, "incident", { ...alarm("a"), cancelled_at: null, cancelled_how: null }, ME);
  assert.deepEqual(after, before); // else the page that is at work is loaded anew under the officer's thumb
  assert.equal(hear(after, "incident", { ...alarm("a"), cancelled_at: "2026-11-23T13:15:00.000Z" }, ME).a.cancelled, "said");
});

test("my own claim is mine, and when it lapses it rings again and says so", () => {
  let duties = play(["alarm", alarm("a")], ["silence", { incident: about("a"), claimed_by: { id: ME, name: "Bripka Andi" } }]);
  assert.equal(duties.a.state, "mine");
  assert.equal(duties.a.again, false);
  duties = hear(duties, "alarm", alarm("a"), ME);
  assert.equal(duties.a.state, "ringing");
  assert.equal(duties.a.again, true);
});

test("who cannot come is left alone, until everyone is rung anew", () => {
  let duties = play(["alarm", alarm("a")], ["silence", { incident: about("a"), reason: "declined" }]);
  assert.equal(decide(duties).sound, "none");
  duties = hear(duties, "incident", { ...alarm("a"), claimed_by: { id: "rahmat", name: "Aipda Rahmat" }, incident: about("a", "claimed") }, ME);
  assert.equal(duties.a.state, "declined");
  assert.equal(hear(duties, "alarm", alarm("a"), ME).a.state, "ringing");
});

test("an officer at work is not torn away: the second alarm is a band, and soft", () => {
  const duties = play(["alarm", alarm("a")], ["silence", { incident: about("a"), claimed_by: { id: ME, name: "Bripka Andi" } }], ["alarm", alarm("b")]);
  const decision = decide(duties);
  assert.equal(decision.alarm, null);
  assert.equal(decision.another.id, "b");
  assert.equal(decision.sound, "soft");
});

test("of two alarms the older fills the screen; in the hand it is softer", () => {
  const duties = play(["alarm", alarm("b", "2026-11-23T13:15:00.000Z")], ["alarm", alarm("a")]);
  const decision = decide(duties, { inHand: true });
  assert.deepEqual([decision.alarm.id, decision.another.id, decision.sound], ["a", "b", "soft"]);
});

test("neighbours in place and time are one ring and a growing list; a stranger to them stays apart", () => {
  const beside = (id, bundle, raised) => ({ ...alarm(id, raised), bundle });
  const duties = play(["alarm", beside("a", null, "2026-11-23T13:14:01.000Z")], ["alarm", beside("b", "a", "2026-11-23T13:14:02.000Z")],
    ["alarm", beside("c", "a", "2026-11-23T13:14:03.000Z")], ["alarm", beside("x", null, "2026-11-23T13:14:04.000Z")]);
  const decision = decide(duties);
  assert.equal(decision.alarm.id, "a");
  assert.deepEqual(decision.together.map((duty) => duty.id), ["b", "c"]);
  assert.equal(decision.another.id, "x");
  assert.equal(listed(duties).length, 4, "none is dropped from the list");
});

test("what is narrowed to the desk is seen, does not ring, and rings when it widens", () => {
  const narrowed = { ...alarm("a"), narrow_until: "2026-11-23T13:14:25.000Z", narrow_to: "desk", claimed_by: null };
  let duties = play(["incident", narrowed]);
  assert.equal(duties.a.state, "narrowed");
  assert.equal(decide(duties).sound, "none");
  duties = hear(duties, "alarm", alarm("a"), ME);
  assert.deepEqual([duties.a.state, decide(duties).sound], ["ringing", "full"]);
  assert.equal(hear(duties, "incident", narrowed, ME).a.state, "ringing", "at the desk, where it rings, it goes on ringing");
  assert.equal(play(["incident", { ...narrowed, narrow_to: "duty" }]).a.state, "off_duty", "or those on duty ring first");
});

test("a real alarm goes before a drill, and a drill keeps nobody from it", () => {
  const drill = { ...alarm("d"), mode: "drill" };
  const later = alarm("a", "2026-11-23T13:16:00.000Z");
  const both = play(["alarm", drill], ["alarm", later]);
  assert.deepEqual([decide(both).alarm.id, decide(both).alarm.drill, decide(both).another.id], ["a", false, "d"]);
  const drilling = play(["alarm", drill], ["silence", { incident: about("d"), claimed_by: { id: ME, name: "Bripka Andi" } }], ["alarm", later]);
  assert.deepEqual([decide(drilling).alarm.id, decide(drilling).sound], ["a", "full"]);
});

test("whom the desk sends rings until the page is open or they move, whoever has it", () => {
  const taken = play(["alarm", alarm("a")], ["silence", { incident: about("a"), claimed_by: { id: "rahmat", name: "Aipda Rahmat" } }]);
  const word = (change, officer) => ({ ...alarm("a"), incident: about("a", "claimed"), claimed_by: { id: "rahmat", name: "Aipda Rahmat" }, change, officer });
  assert.equal(decide(hear(taken, "incident", word("assigned", "nur"), ME)).sound, "none");
  const sent = hear(taken, "incident", word("assigned", ME), ME);
  assert.equal(decide(sent).another.id, "a");
  assert.equal(decide(sent).sound, "full");
  assert.equal(decide(sent, { reading: "a" }).sound, "none");
  assert.equal(decide(hear(sent, "incident", word("movement"), ME)).sound, "full", "what others do does not answer for me");
  assert.equal(decide(hear(sent, "incident", word("unassigned", ME), ME)).sound, "none");
  assert.equal(decide({ a: { ...sent.a, state: "helping" } }).sound, "none");
});

test("closed is over, wherever it comes from", () => {
  const closed = play(["alarm", alarm("a")], ["silence", { incident: about("a"), reason: "closed" }]);
  assert.equal(decide(closed).alarm, null);
  assert.deepEqual(listed(closed), []);
  assert.equal(play(["incident", { ...alarm("a"), incident: about("a", "closed"), claimed_by: null }]).a.state, "closed");
});

test("an incident whose alarm was not for this phone does not ring", () => {
  const duties = play(["incident", { ...alarm("a"), claimed_by: null }]);
  assert.equal(decide(duties).sound, "none");
});

test("receipts are owed once, in order, and only for what is true", () => {
  const duties = play(["alarm", alarm("a")], ["ring", { incident: { id: "a" }, ring_id: "7", receipt_key: "k" }]);
  const sent = new Set();
  assert.deepEqual(owed(sent, duties.a, { visible: false, touched: false }), ["received"]);
  sent.add("7 received");
  assert.deepEqual(owed(sent, duties.a, { visible: true, touched: false }), ["shown"]);
  sent.add("7 shown");
  assert.deepEqual(owed(sent, duties.a, { visible: true, touched: true }), ["opened"]);
  assert.deepEqual(owed(sent, play(["alarm", alarm("a")]).a, { visible: true, touched: true }), []);
});

const well = {
  supported: true, installWanted: false, permission: "granted", pushOffered: true, subscribed: true, sound: true, stream: true, provedAt: 1000, now: 2000,
};

test("the light is green only when the phone rings open and closed, and has proved it", () => {
  assert.deepEqual(readiness(well), { light: "ready", lacks: [] });
  assert.deepEqual(readiness({ ...well, provedAt: null }), { light: "ready", lacks: ["proof"] });
  assert.deepEqual(readiness({ ...well, now: 1000 + 25 * 3600 * 1000 }), { light: "ready", lacks: ["proof"] });
});

test("what is missing is named, what must be mended first stands first", () => {
  assert.deepEqual(readiness({ ...well, permission: "default" }), { light: "partly", lacks: ["permission"] });
  assert.deepEqual(readiness({ ...well, permission: "denied", sound: false }), { light: "broken", lacks: ["denied", "sound"] });
  assert.deepEqual(readiness({ ...well, installWanted: true, supported: false }).lacks[0], "install");
  assert.deepEqual(readiness({ ...well, stream: false }), { light: "partly", lacks: ["stream"] });
  assert.equal(readiness({ ...well, pushOffered: false }).light, "partly");
  assert.equal(readiness({ ...well, pushOffered: false, stream: false }).light, "broken");
});

test("distance and minutes", () => {
  const far = metresBetween({ lat: -3.4362, lon: 114.8121 }, { lat: -3.4458, lon: 114.8365 });
  assert.ok(Math.abs(far - 2912) < 15, String(far));
  assert.equal(minutes(0), 1);
  assert.equal(minutes(1200), 4);
});

test("a page says what it lacks, and in the background nothing that would speak against the one in front", () => {
  const facts = { pushOffered: true, supported: true, permission: "denied", subscribed: false, sound: true };
  assert.deepEqual(report(facts, "5", false), { permission: "denied", subscribed: false, sound: true, device: "5" });
  assert.equal(report({ ...facts, supported: false }, null, true).permission, "unsupported");
  assert.equal(report({ ...facts, pushOffered: false }, null, true).permission, "not_offered");
  assert.equal(report({ ...facts, sound: false }, "5", false), null);
  assert.equal(report({ ...facts, sound: false }, "5", true).sound, false);
});

test("it speaks at once when there is news, else now and then", () => {
  assert.ok(due(null, "a", 0));
  assert.ok(due({ said: "a", at: 0 }, "b", 1));
  assert.ok(!due({ said: "a", at: 0 }, "a", SIGN_EVERY - 1));
  assert.ok(due({ said: "a", at: 0 }, "a", SIGN_EVERY));
});

test("whatever keeps a phone from being registered has a word", () => {
  assert.equal(whyNot({ name: "NotAllowedError" }, true), "blocked");
  assert.equal(whyNot({ name: "AbortError" }, true), "no_push"); // Chromium without a push service, or in a private window
  assert.equal(whyNot({ name: "SecurityError" }, true), "no_push"); // Firefox, private window: no service worker
  assert.equal(whyNot({ name: "AbortError" }, false), "network");
  assert.equal(whyNot(new TypeError("Failed to fetch"), true), "network");
  assert.equal(whyNot({ name: "TimeoutError" }, true), "late");
  assert.equal(whyNot({ name: "Error", status: 503 }, true), "server");
  assert.equal(whyNot({ name: "never heard of" }, true), "no_push");
});
