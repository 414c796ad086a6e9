// A citizen without network: what the service worker opens, keeps and sends. And when a kept press must be asked about.

import assert from "node:assert/strict";
import test from "node:test";
import { ASK_MS, pressedAgain, refusedForGood, verdict } from "../../src/siharat/web/static/js/rules/kept.js";
import { RECEIVED, worker } from "./worker.js";

const HOME = { url: "https://siharat.test/", method: "GET", mode: "navigate" };
const PAGE = '<link href="/static/v1/sheets/warga.css"><script src="/static/v1/js/citizen.js"></script><a href="/petugas">';
const answer = (status, text = "") => ({ status, ok: status < 300, text: async () => text, clone: () => answer(status, text) });
const SHELVES = { "luring-1": { "/luring": "the button alone" } };
const asked = async (request, options) => {
  let given = null;
  worker(options).heard.fetch({ request, respondWith: (answered) => { given = answered; } });
  return given;
};

test("the server's own page, whenever it answers; the button alone when there is no network, or only a gateway", async () => {
  assert.equal((await asked(HOME, { shelves: SHELVES, network: async () => answer(200) })).status, 200);
  assert.equal((await asked(HOME, { shelves: SHELVES, network: async () => answer(422) })).status, 422);
  assert.equal(await asked(HOME, { shelves: SHELVES, network: async () => { throw new TypeError("offline"); } }), "the button alone");
  assert.equal(await asked(HOME, { shelves: SHELVES, network: async () => answer(502) }), "the button alone");
  assert.equal(await asked(HOME, { shelves: SHELVES, network: () => new Promise(() => {}) }), "the button alone");
});

test("no other page and no change is ever answered from the shelf", async () => {
  const network = async () => assert.fail("it is the browser's");
  for (const request of [
    { ...HOME, url: "https://siharat.test/petugas" }, { ...HOME, url: "https://siharat.test/api/v1/incidents", mode: "cors" },
    { ...HOME, method: "POST" }, { ...HOME, url: "https://elsewhere.test/" }, { ...HOME, mode: "cors" },
  ]) assert.equal(await asked(request, { shelves: SHELVES, network }), null, request.url);
});

test("the offline page is kept whole, and the older one goes", async () => {
  const shelves = { "luring-1": { "/luring": "old" }, "of somebody else": {} };
  const house = worker({ shelves, network: async (path) => answer(200, path === "/luring" ? PAGE : "") });
  await house.fire("message", { data: { keep: "2" } });
  assert.deepEqual(Object.keys(shelves).sort(), ["luring-2", "of somebody else"]);
  assert.deepEqual(Object.keys(shelves["luring-2"]).sort(), ["/luring", "/static/v1/js/citizen.js", "/static/v1/sheets/warga.css"]);
});

test("half of an offline page is none: the older one stays", async () => {
  const shelves = { "luring-1": { "/luring": "old" } };
  const network = async (path) => { if (path.endsWith(".js")) throw new TypeError("gone"); return answer(200, PAGE); };
  await assert.rejects(worker({ shelves, network }).fire("message", { data: { keep: "2" } }));
  assert.equal(shelves["luring-1"]["/luring"], "old");
  assert.equal(shelves["luring-2"]["/luring"], undefined);
});

const press = (age, id = "p1") => ({ body: { id, mode: "loud" }, at: Date.now() - age });

test("the network is back and no page is open: the press goes out by the citizen's door, and is kept no more", async () => {
  const told = [];
  const { posts, drawer } = await worker({ press: press(1000), pages: [{ postMessage: (said) => told.push(said.sent) }] }).fire("sync", { tag: "press" });
  assert.deepEqual(posts.map((each) => [each.url, each.id, each.credentials]), [["/api/v1/alarms", "p1", "same-origin"]]);
  assert.deepEqual([drawer.press, drawer.sent.code, told], [null, RECEIVED.incident.code, ["p1"]]);
});

test("what the server could not take is kept, and the browser is told to come back", async () => {
  for (const status of [0, 503, 429]) {
    const house = worker({ press: press(1000), answers: [status] });
    await assert.rejects(house.fire("sync", { tag: "press" }));
    assert.equal(house.calls.drawer.press.body.id, "p1");
  }
  const house = worker({ press: press(1000), answers: [401] });
  assert.equal((await house.fire("sync", { tag: "press" })).drawer.press.body.id, "p1");
});

test("a press of long ago is sent by nobody but the person", async () => {
  for (const [age, sent] of [[ASK_MS - 5000, 1], [ASK_MS + 5000, 0], [-ASK_MS - 5000, 0]]) {
    const { posts } = await worker({ press: press(age) }).fire("sync", { tag: "press" });
    assert.equal(posts.length, sent, String(age));
    assert.equal(verdict(press(age), Date.now()), sent ? "send" : "ask");
  }
  assert.equal((await worker().fire("sync", { tag: "press" })).posts.length, 0);
});

test("pressed again while it is unsent it stays one press, with what is known by now", () => {
  const first = { at: 5, body: { id: "a", pressed_at: "t0", location: { lat: 1 }, mode: "loud" } };
  const again = pressedAgain(first, { id: "b", pressed_at: "t1", location: null, mode: "silent", phone: "0811" });
  assert.deepEqual(again, { at: 5, body: { id: "a", pressed_at: "t0", location: { lat: 1 }, mode: "silent", phone: "0811" } });
});

test("a busy server is asked again, one that will never take it is not", () => {
  assert.deepEqual([401, 413, 422, 408, 429, 500, 503].filter(refusedForGood), [401, 413, 422]);
});
