// The service worker as it stands, run in a room of its own with a fake self: what it shows, says and opens.

import assert from "node:assert/strict";
import test from "node:test";
import { worker } from "./worker.js";

const push = (message) => ({ data: { json: () => message } });
const ALARM = {
  type: "alarm", incident: { id: "i1", code: "SHR-4F2K" }, mode: "loud", locality: "Loktabat Utara",
  raised_at: "2026-11-23T13:14:05.000Z", ring_id: "7", receipt_key: "k",
};

test("a push rings visibly, stays, and says received and shown with the key that it carried", async () => {
  const { shown, posts } = await worker().fire("push", push(ALARM));
  assert.equal(shown[0].title, "ALARM · Loktabat Utara");
  assert.equal(shown[0].tag, "i1");
  assert.ok(shown[0].requireInteraction && shown[0].renotify && shown[0].vibrate.length > 3);
  assert.deepEqual(posts.map((post) => [post.url, post.state, post.receipt_key, post.credentials]), [
    ["/api/v1/rings/7/receipts", "received", "k", "omit"], ["/api/v1/rings/7/receipts", "shown", "k", "omit"]]);
});

test("silence replaces the alarm under the same tag and says who took it", async () => {
  const { shown, posts } = await worker().fire("push", push({ type: "silence", incident: ALARM.incident, claimed_by: "Bripka Andi", why: "claimed" }));
  assert.equal(shown[0].tag, "i1");
  assert.equal(shown[0].body, "Diambil oleh Bripka Andi");
  assert.equal(shown[0].silent, true);
  assert.equal(posts.length, 0);
});

test("no lock screen shows a name or a number of a citizen", async () => {
  const { shown } = await worker().fire("push", push({ ...ALARM, citizen: { name: "Siti Aisyah", phone: "+6281234567731" } }));
  assert.doesNotMatch(JSON.stringify(shown), /Siti|81234567731/);
});

test("a push that cannot be read rings all the same", async () => {
  const { shown } = await worker().fire("push", { data: { json() { throw new SyntaxError("broken"); } } });
  assert.equal(shown[0].title, "ALARM");
  const none = await worker().fire("push", { data: null });
  assert.equal(none.shown[0].title, "ALARM");
});

test("every push is visible: browsers end the subscription of who is silent", async () => {
  for (const type of ["alarm", "silence", "proof", "test", "deaf", "of the future"]) {
    assert.equal((await worker().fire("push", push({ type }))).shown.length, 1, type);
  }
});

test("a proof is quiet and visible, said to be there, told to the open page, and gone after a moment", async () => {
  const told = [];
  const page = { url: "https://siharat.test/petugas", postMessage: (message) => told.push(message) };
  const proof = push({ type: "proof", ring_id: "8", receipt_key: "k" });
  const { shown, posts, closed } = await worker({ pages: [page] }).fire("push", proof);
  assert.deepEqual([shown[0].title, shown[0].body, shown[0].silent], ["Siharat siap", "Ponsel ini dapat berdering", true]);
  assert.ok(!shown[0].requireInteraction);
  assert.deepEqual(posts.map((post) => [post.url, post.state, post.receipt_key]), [
    ["/api/v1/rings/8/receipts", "received", "k"], ["/api/v1/rings/8/receipts", "shown", "k"]]);
  assert.deepEqual([JSON.stringify(told), closed], ['[{"proved":"8"}]', ["proof"]]);
});

test("an opened identity is a quiet word that stays, opens the page of looks, and names nobody", async () => {
  const look = push({ type: "proof", why: "look", ring_id: "9", receipt_key: "k" });
  const desk = { url: "https://siharat.test/petugas", postMessage() { throw new Error("no page is told that it rings"); } };
  const { shown, closed } = await worker({ pages: [desk] }).fire("push", look);
  assert.deepEqual([shown[0].title, shown[0].silent, shown[0].tag, closed], ["Identitas warga dibuka", true, "look", []]);
  assert.ok(!shown[0].vibrate && !shown[0].requireInteraction);
  const { opened } = await worker().fire("notificationclick", { notification: { close() {}, data: shown[0].data } });
  assert.deepEqual(opened, ["/komando/pembukaan"]);
});

test("a proof that is cleared away takes no later one with it", async () => {
  const room = worker();
  room.calls.shown.push({ tag: "proof", data: { ring: "9" } });
  const { closed } = await room.fire("push", push({ type: "proof", ring_id: "8", receipt_key: "k" }));
  assert.deepEqual(closed, ["proof"]);
});

test("a try is aloud and no alarm; a deaf phone is told of on another, aloud as well", async () => {
  const tried = (await worker().fire("push", push({ type: "test", ring_id: "9", receipt_key: "k" }))).shown[0];
  assert.deepEqual([tried.title, Boolean(tried.silent), tried.vibrate.length > 3], ["Dering percobaan", false, true]);
  const deaf = (await worker().fire("push", push({ type: "deaf", ring_id: "9", receipt_key: "k" }))).shown[0];
  assert.deepEqual([deaf.title, Boolean(deaf.silent)], ["Ponsel Anda yang lain tidak berdering", false]);
});

test("what must not be done is said first: to who rings, and to who has taken it when it was cancelled by force", async () => {
  const notice = async (message) => (await worker().fire("push", push({ ...ALARM, ...message }))).shown[0];
  assert.equal((await notice({ mode: "silent", caution: "silent" })).title, "JANGAN MENELEPON: TULIS · Loktabat Utara");
  const forced = await notice({ type: "caution", caution: "forced", why: "forced" });
  assert.equal(forced.title, "JANGAN MENELEPON: DATANG · Loktabat Utara");
  assert.ok(forced.requireInteraction && forced.renotify && forced.vibrate.length > 3);
  const calm = await notice({ type: "caution", caution: "", why: "mistake" });
  assert.deepEqual([calm.title, calm.silent, calm.tag], ["Warga membatalkan: salah tekan", true, "i1"]);
  assert.equal((await notice({ type: "caution", why: "said" })).title, "Warga menandai sudah aman");
});

test("a proof that did not reach the server lights no lamp", async () => {
  const told = [];
  const page = { url: "https://siharat.test/petugas", postMessage: (message) => told.push(message) };
  await worker({ pages: [page], answers: [404, 404] }).fire("push", push({ type: "proof", ring_id: "8", receipt_key: "k" }));
  assert.deepEqual(told, []);
});

test("a receipt is tried again without network or while the server is down, and not when it is refused", async () => {
  assert.equal((await worker({ answers: [0, 503, 200, 200] }).fire("push", push(ALARM))).posts.length, 4);
  assert.equal((await worker({ answers: [404, 404] }).fire("push", push(ALARM))).posts.length, 2);
});

test("a touch says opened and opens the incident, in the page that is there", async () => {
  const closed = { closed: 0, close() { this.closed += 1; }, data: { incident: "i1", ring: "7", key: "k" } };
  const calls = await worker().fire("notificationclick", { notification: closed });
  assert.deepEqual(calls.opened, ["/petugas/kejadian/i1"]);
  assert.equal(calls.posts[0].state, "opened");
  assert.equal(closed.closed, 1);
  const went = [];
  const page = { url: "https://siharat.test/petugas", focus: async () => page, navigate: async (url) => went.push(url) };
  const other = { url: "https://siharat.test/", focus: async () => assert.fail("the citizen's page is not the officer's") };
  const again = await worker({ pages: [other, page] }).fire("notificationclick", { notification: closed });
  assert.deepEqual([went, again.opened], [["/petugas/kejadian/i1"], []]);
});

test("a changed subscription is renewed by the device's own key and the new key is kept", async () => {
  const device = { id: "5", renewal_key: "old", key: "BAAA" };
  const { posts, kept } = await worker({ device }).fire("pushsubscriptionchange", {});
  assert.deepEqual([posts[0].url, posts[0].renews, posts[0].renewal_key, posts[0].subscription.endpoint], ["/api/v1/devices", "5", "old", "new"]);
  assert.deepEqual([kept.id, kept.renewal_key, kept.key], ["9", "fresh", "BAAA"]);
  assert.equal((await worker().fire("pushsubscriptionchange", {})).posts.length, 0);
});
