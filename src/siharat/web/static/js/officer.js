// The officer's page, alive: rings, lists, answers.

import { data, make, one, show, write, now } from "./page.js";
import { start as tick } from "./tick.js";
import { listen } from "./stream.js";
import { hear } from "./rules/duties.js";
import { decide, listed, owed } from "./rules/ring_decision.js";
import { light } from "./readiness_light.js";
import * as alarm from "./alarm.js";
import * as sound from "./sound.js";
import { keepAwake } from "./wake.js";
import { answering, answers } from "./answers.js";
import { cards } from "./duty_cards.js";
import { current, watch } from "./place.js";
import { post } from "./api.js";
import { shown } from "./shown.js";
import { showOn } from "./small_plan.js";
import { talk } from "./talk.js";
import { say } from "./words.js";

const EVENTS = ["alarm", "ring", "silence", "incident", "message", "location"];
const seed = data("post");
const work = one("[data-work]");
const lamp = light();
const receipts = new Set();
let duties = Object.fromEntries(seed.duties.map((duty) => [duty.id, duty]));
let here = null;
let touchedAt = 0;
let toldAt = 0;
const TELLS_EVERY = 20000;

function draw() {
  const inHand = !document.hidden && now() - touchedAt < 8000;
  const decision = decide(duties, { inHand, reading: work && seed.open });
  alarm.draw(decision.alarm, here); // on any page: only who is at work, not who reads of what is over, keeps the screen
  alarm.together(decision.together);
  const { another } = decision;
  const band = one("[data-another]");
  show(band, Boolean(another));
  if (another) {
    band.href = `/petugas/kejadian/${another.id}`;
    write(one("[data-another-words]"), say(another.sent && another.state !== "ringing" ? "another.assigned" : "another", { place: another.place.name || another.code }));
  }
  sound.play(decision.sound);
  keepAwake(decision.sound !== "none" || Boolean(work));
  cards(one("[data-duties]"), listed(duties));
  document.title = decision.alarm ? `● ${decision.alarm.place.name || decision.alarm.code}` : document.title.replace(/^● /, "");
  const at = work && duties[work.dataset.work];
  if (at && here) {
    alarm.away(at.place, here, "work");
    if (at.place.lat) showOn(one("[data-work] [data-plan]"), at.place, here);
  }
  for (const duty of Object.values(duties)) sign(duty);
  tellWhere();
}

/** Receipts: received when it came, shown when somebody can see it, opened when they touch it. */
function sign(duty) {
  if (duty.state !== "ringing") return;
  for (const state of owed(receipts, duty, { visible: !document.hidden, touched: touchedAt > duty.raised_at })) {
    receipts.add(`${duty.rings.id} ${state}`);
    post(`/rings/${duty.rings.id}/receipts`, { state, at: new Date(now()).toISOString(), receipt_key: duty.rings.key })
      .then(() => lamp.proved(now()), () => receipts.delete(`${duty.rings.id} ${state}`));
  }
}

/** On the way: the citizen is told in about how many minutes somebody is there, the desk where. */
function tellWhere() {
  const duty = work && duties[work.dataset.work];
  if (!duty || duty.movement !== "en_route" || !here || now() - toldAt < TELLS_EVERY) return;
  toldAt = now();
  post(`/incidents/${duty.id}/locations`, current()).catch(() => {});
}

const messages = talk(one("[data-talk]"), () => work && work.dataset.work);

function heard(name, event) {
  if (name === "message") {
    if (work && event.incident.id === work.dataset.work) messages.add(event);
    return;
  }
  if (work && event.incident.id === work.dataset.work && ["attached", "kept_live"].includes(event.change)) shown();
  const before = duties[event.incident.id];
  duties = hear(duties, name, event, seed.me);
  const duty = duties[event.incident.id];
  const ended = before && before.state === "ringing" && duty.state !== "ringing";
  const opened = seed.open === duty.id;
  if (ended && opened && !work && !answering()) {
    // the page of this alarm: say who took it, then show the server's page; not all phones in the same moment
    alarm.over(duty.claimed_by ? say("taken", { officer: duty.claimed_by }) : say("stopped"));
    sound.play("none");
    setTimeout(() => location.reload(), 1200 + Math.random() * 1500);
    return;
  }
  const other = before && (before.state !== duty.state || before.caution !== duty.caution || before.sent !== duty.sent || (before.cancelled !== duty.cancelled && name === "incident"));
  if (work && opened && other && name !== "ring" && !answering()) location.reload();
  else draw();
}

answers((duty) => { duties = { ...duties, [duty.id]: { ...duties[duty.id], ...duty } }; draw(); });
listen({ events: EVENTS, onEvent: heard, onState: lamp.stream });
watch((place) => { here = place; draw(); tellWhere(); });
for (const touch of ["pointerdown", "keydown"]) {
  document.addEventListener(touch, () => { touchedAt = now(); sound.unlock(); draw(); }, { passive: true });
}
document.addEventListener("visibilitychange", () => {
  draw();
  if (!document.hidden && one("[data-outcome]")) one("[data-outcome]").removeAttribute("data-later");
});
setInterval(draw, 5000);
sound.carryOn();
lamp.draw();
draw();
shown();
tick();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
