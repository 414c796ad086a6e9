// Who is inside the area of a broadcast: the page's rule and the worker's, held to the cases of the server's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { foremost, inside, meant, take } from "../../src/siharat/web/static/js/rules/inside.js";
import { worker } from "./worker.js";

const CASES = JSON.parse(readFileSync(new URL("../broadcast/inside.json", import.meta.url), "utf8"));
const push = (message) => ({ data: { json: () => message } });
const MESSAGE = {
  type: "broadcast", id: "b2", about: "b1", kind: "Update", status: "Actual", headline: "Banjir", text: "Air naik.",
  instruction: "Jangan lewat.", until: "2026-11-23T16:00:00Z", phone: "7", receipt_key: "k",
  area: { name: "Loktabat", ...CASES[0].area },
};
const warned = (place) => worker({ file: "sw-siaran.js", drawer: { place } });
const at = ([lat, lon], age = 0) => ({ lat, lon, accuracy_m: 20, at: Date.now() - age });

for (const each of CASES) {
  test(`inside or outside: ${each.name}`, async () => {
    for (const [lat, lon] of each.inside) assert.ok(inside(each.area, { lat, lon }), `${lat}, ${lon}`);
    for (const [lat, lon] of each.outside) assert.ok(!inside(each.area, { lat, lon }), `${lat}, ${lon}`);
    for (const place of [...each.inside, ...each.outside]) {
      const { posts } = await warned(at(place)).fire("push", push({ ...MESSAGE, area: { name: "x", ...each.area } }));
      assert.equal(posts[0].state, each.inside.includes(place) ? "shown" : "outside", `the worker: ${place}`);
    }
  });
}

test("a known place decides alone; without one, or a rough one, the home station does", () => {
  const broadcast = { area: CASES[0].area, stations: ["63.72"] };
  const [lat, lon] = CASES[0].outside[0];
  assert.ok(!meant(broadcast, { lat, lon, accuracy_m: 30 }, "63.72"));
  assert.ok(meant(broadcast, { lat, lon, accuracy_m: 9000 }, "63.72"));
  assert.ok(meant(broadcast, null, "63.72"));
  assert.ok(!meant(broadcast, null, "63.71"));
});

test("of each thread the newest stands on the page, and nothing that has ended", () => {
  const now = Date.parse("2026-11-23T13:00:00Z");
  const known = [{ id: "b1", about: "b1", until: "2026-11-23T15:00:00Z" }, { id: "c1", about: "c1", until: "2026-11-23T12:00:00Z" }];
  assert.deepEqual(take(known, { id: "b2", about: "b1", until: "2026-11-23T14:00:00Z" }, now).map((each) => each.id), ["b2"]);
});

test("the gravest comes first: it alone stands above the button", () => {
  const of = (id, urgency, status = "Actual") => ({ id, urgency, status, kind: "Alert", severity: "Minor" });
  const list = [of("a", "Future"), of("b", "Immediate", "Test"), of("c", "Immediate"), of("d", "Immediate")];
  assert.deepEqual(foremost(list).map((each) => each.id), ["c", "d", "a", "b"]);
  assert.deepEqual(foremost(list.slice(0, 3)).map((each) => each.id), ["c", "a", "b"]);
});

test("a warning is quiet, replaces the one before it, and says that it was shown", async () => {
  const { shown, posts } = await warned(at(CASES[0].inside[0])).fire("push", push(MESSAGE));
  assert.deepEqual([shown[0].title, shown[0].body, shown[0].tag], ["Banjir", "Jangan lewat.\nLoktabat", "b1"]);
  assert.ok(shown[0].silent && !shown[0].requireInteraction && !shown[0].vibrate);
  assert.deepEqual(posts, [{ url: "/api/v1/broadcasts/b2/receipts", state: "shown", phone: "7", receipt_key: "k", credentials: "omit" }]);
});

test("outside no word of it is shown, what is shown goes away, and no place is sent", async () => {
  const { shown, posts, closed } = await warned(at(CASES[0].outside[0])).fire("push", push(MESSAGE));
  assert.equal(shown.length, 1);
  assert.doesNotMatch(JSON.stringify(shown), /Banjir|Air naik|Loktabat/);
  assert.deepEqual(closed, ["elsewhere"]);
  assert.deepEqual(posts, [{ url: "/api/v1/broadcasts/b2/receipts", state: "outside", phone: "7", receipt_key: "k", credentials: "omit" }]);
});

test("who is no longer inside after an update keeps no old warning on the screen", async () => {
  const phone = warned(at(CASES[0].inside[0]));
  await phone.fire("push", push(MESSAGE));
  phone.calls.drawer.place = at(CASES[0].outside[0]);
  const { closed } = await phone.fire("push", push({ ...MESSAGE, id: "b3" }));
  assert.deepEqual(closed, ["b1", "elsewhere"]);
});

test("a place that is not known, or of yesterday, hides no warning", async () => {
  for (const place of [null, at(CASES[0].outside[0], 25 * 3600 * 1000), { ...at(CASES[0].outside[0]), accuracy_m: 9000 }]) {
    assert.equal((await warned(place).fire("push", push(MESSAGE))).shown[0].title, "Banjir");
  }
});

test("a test and an exercise say so first", async () => {
  for (const [status, mark] of [["Test", "UJI COBA"], ["Exercise", "LATIHAN"]]) {
    assert.equal((await warned(null).fire("push", push({ ...MESSAGE, status }))).shown[0].title, `${mark} · Banjir`);
  }
});

test("what cannot be read is something to be read, and a tap opens it", async () => {
  const { shown } = await warned(null).fire("push", { data: null });
  assert.equal(shown[0].title, "Siaran polisi");
  const { opened } = await warned(null).fire("notificationclick", { notification: { close() {}, data: { id: "b2" } } });
  assert.deepEqual(opened, ["/siaran/b2"]);
});

test("a browser that changes its address is told to the server, which forgets the old one", async () => {
  const drawer = { warned: { id: "3", key: "old", station: "63.72", push: "AAAA" } };
  const { posts, kept } = await worker({ file: "sw-siaran.js", drawer }).fire("pushsubscriptionchange", {});
  assert.deepEqual(posts.map((each) => [each.url, each.station || each.key]), [["/api/v1/warned-phones", "63.72"], ["/api/v1/warned-phones/3", "old"]]);
  assert.equal(kept.id, "9");
});
