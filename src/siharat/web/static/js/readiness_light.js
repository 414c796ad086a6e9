// The permanent light: can this phone ring? What is missing, and the touch that mends it.

import { make, now, one, show, write } from "./page.js";
import { list } from "./lacks.js";
import { SIGN_EVERY, due, readiness, report } from "./rules/readiness.js";
import { clock } from "./rules/spoken.js";
import { ask, enrol, look } from "./subscribe.js";
import * as sound from "./sound.js";
import { post } from "./api.js";
import { take } from "./keep.js";
import { phrase, say, zone } from "./words.js";

/** A push that has not come by then has not come. */
const PATIENCE_MS = 12000;

export function light() {
  const lamp = one("[data-readiness]");
  const key = lamp ? lamp.dataset.pushKey : "";
  let stream = false;
  let provedAt = lamp && lamp.dataset.proved ? Number(lamp.dataset.proved) : null;
  let spoken = "";
  let patience = 0;
  let attempt = "";
  let last = null;
  let mending = ""; // what a touch is at work on: a second one does not begin it anew

  async function draw() {
    if (!lamp) return;
    const facts = { ...(await look(key)), sound: sound.ready(), stream, provedAt, now: now() };
    const { light: colour, lacks } = readiness(facts);
    lamp.dataset.state = { ready: "ready", partly: "wait", broken: "broken" }[colour];
    write(one("[data-readiness-words]"), phrase(colour));
    write(one("[data-readiness-proof]"), attempt ? phrase(attempt) : proof());
    list(one("[data-lacks]"), lacks, { mending, mend });
    show(one("[data-try]"), !lacks.includes("proof") && colour !== "broken");
    if (spoken && spoken !== colour) write(one("[data-readiness-spoken]"), phrase(colour));
    spoken = colour;
    sign(facts);
  }

  /** The page's own word that it is alive, and what it lacks: a line that has died cannot say so. */
  async function sign(facts) {
    const device = await take("device").catch(() => null);
    const said = stream && report(facts, device ? device.id : null, !document.hidden);
    if (!said || !due(last, JSON.stringify(said), now())) return;
    const before = last;
    last = { said: JSON.stringify(said), at: now() };
    post("/devices/reports", said).catch(() => { last = before; });
  }

  async function mend(lack) {
    if (mending === lack) return;
    mending = lack;
    await sound.unlock();
    draw();
    if (lack === "permission" || lack === "subscription") await register(lack === "permission");
    mending = "";
    if (lack === "proof") await tryIt();
    else draw();
  }

  /** Whatever comes of it, and while nothing has come of it yet, a sentence stands there. */
  async function register(asks) {
    if (asks) {
      answer("asking", "move");
      const permission = await ask();
      if (permission !== "granted") {
        answer(permission === "denied" ? "blocked" : "dismissed", "wait");
        return;
      }
    }
    answer("registering", "move");
    const how = await enrol(key);
    answer(how, how === "registered" ? "safe" : "wait");
  }

  function answer(how, state) {
    const note = one("[data-registered]");
    note.dataset.state = state;
    note.replaceChildren(make("b", {}, phrase(`register.${how}`)));
    if (phrase(`register.${how}.do`)) note.append(make("span", {}, phrase(`register.${how}.do`)));
    if (how === "no_push") note.append(make("a", { href: "/petugas/cara-lain" }, phrase("register.other_roads")));
    show(note, true);
  }

  /** A real ring of no incident, over the real roads. Only a receipt lights the lamp. */
  async function tryIt() {
    await sound.unlock();
    tell("trying");
    clearTimeout(patience);
    patience = setTimeout(() => tell("not_proved"), PATIENCE_MS);
    try {
      const { rings } = await post("/devices/tests");
      const page = rings.find((ring) => ring.kind === "in_app");
      if (page && sound.ready()) await here(page);
    } catch {
      clearTimeout(patience);
      tell("not_proved");
    }
  }

  /** This page is a device too: it plays the figure, and says so with the key of its ring. */
  async function here(ring) {
    sound.once();
    for (const state of ["received", "shown"]) {
      await post(`/rings/${ring.ring_id}/receipts`, { state, key: ring.receipt_key, at: new Date(now()).toISOString() });
    }
    proved(now());
  }

  /** How the try stands: "trying", "not_proved", or "" when the receipt is there. */
  function tell(how) {
    attempt = how;
    write(one("[data-readiness-spoken]"), how ? phrase(how) : proof());
    draw();
  }

  const proof = () => (provedAt ? say("proved", { time: clock(provedAt, zone).slice(0, 5) }) : phrase("never_proved"));

  function proved(at) {
    clearTimeout(patience);
    provedAt = at;
    if (attempt) tell("");
    else draw();
  }

  if (lamp) one("[data-try]").addEventListener("click", () => tryIt());
  sound.onReady(draw);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data.proved) proved(now()); });
  }
  document.addEventListener("visibilitychange", draw);
  setInterval(draw, SIGN_EVERY);
  return {
    draw,
    stream(state) { stream = state === "open"; draw(); },
    proved,
  };
}
