// A press on its way: laid on the phone's own disk before anything is sent, and sent again at every sign of network
// until the server says that it is on its disk too. Its id is made once, so however often it is sent it is one press.

import { drop, put, take } from "./keep.js";
import { post, Refused } from "./api.js";
import { pressWait } from "./rules/backoff.js";
import { OFFER_MS, pressedAgain, refusedForGood, verdict } from "./rules/kept.js";

const KEY = "press";
const DISK_MS = 400; // a disk that does not answer holds no press back
const PATIENCE_MS = 12000; // a request that hangs is followed by another
const SPACING_MS = 1000;

/** `tell(state, press)`: "sending", "unsent", "offer" (unsent for three seconds), "number" (the server does not know
 *  whom to phone), "refused", "old" (ask first). `onSent(answer, press)` once it is durable: `press.resumed` when an
 *  earlier page pressed, `press.cleared` when the phone has let go of it. */
export function outbox({ tell, onSent }) {
  let press = null;
  let saved = true;
  let tries = 0;
  let timer = 0;
  let triedAt = -Infinity;

  const say = (state) => tell(state, { ...press, saved });

  async function keep() {
    saved = await inTime(put(KEY, press));
    if (saved) wakeWorker();
  }

  async function send() {
    const mine = press;
    if (!mine) return;
    clearTimeout(timer);
    if (verdict(mine, Date.now()) === "ask") { say("old"); return; }
    triedAt = performance.now();
    try {
      const answer = await post("/alarms", mine.body, { patience: PATIENCE_MS });
      if (!answer.incident) throw new TypeError("this was not our server"); // the log-in page of a Wi-Fi
      await sent(answer, mine);
    } catch (error) {
      if (mine !== press) return; // another try got through
      if (error instanceof Refused && refusedForGood(error.status)) {
        say(error.status === 401 ? "number" : "refused");
        return;
      }
      say("unsent");
      timer = setTimeout(send, pressWait(tries++, Math.random()));
    }
  }

  async function sent(answer, mine) {
    if (mine !== press) return;
    const { received_at: at, incident } = answer;
    const noted = put("sent", { at: Date.parse(at), code: incident.code, station: incident.station.name, mode: mine.body.mode });
    const cleared = await inTime(Promise.all([forget(), noted]));
    onSent(answer, { ...mine, cleared });
  }

  function forget() {
    clearTimeout(timer);
    press = null;
    return drop(KEY);
  }

  /** The network may be back. */
  function sign() {
    if (press && !document.hidden && performance.now() - triedAt > SPACING_MS) send();
  }

  for (const name of ["online", "pageshow", "focus"]) window.addEventListener(name, sign);
  document.addEventListener("visibilitychange", sign);
  if (navigator.connection && navigator.connection.addEventListener) navigator.connection.addEventListener("change", sign);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (press && data && data.sent === press.body.id) location.reload();
    });
  }

  return {
    /** A new press, or the same one again while it is unsent. */
    async add(body) {
      const again = press && verdict(press, Date.now()) === "send";
      press = again ? pressedAgain(press, body) : { body, at: Date.now() };
      tries = 0;
      say("sending");
      const mine = press;
      setTimeout(() => { if (mine === press) say("offer"); }, OFFER_MS);
      await keep();
      send();
    },
    /** What an earlier page left unsent. */
    async resume() {
      const found = await take(KEY).catch(() => null);
      if (!found || press) return;
      press = { ...found, resumed: true };
      if (verdict(press, Date.now()) === "send") say("offer");
      send();
    },
    /** The person still wants it: from now on it is a press of now. */
    async sendOld() {
      press = { ...press, at: Date.now() };
      say("sending");
      await keep();
      send();
    },
    /** A finger on the button that says "not yet sent": try now. */
    again: sign,
    forget: () => forget().catch(() => {}),
  };
}

/** Whether the disk did it, soon enough. */
function inTime(deed) {
  return Promise.race([
    deed.then(() => true, () => false),
    new Promise((resolve) => setTimeout(resolve, DISK_MS, false)),
  ]);
}

/** The browser wakes the service worker when the network is back, also when no page is open any more. */
function wakeWorker() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.ready.then((ours) => ours.sync && ours.sync.register("press")).catch(() => {});
}
