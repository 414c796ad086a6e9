// The permanent light: can this phone ring? What is missing, and the touch that mends it.

import { all, make, now, one, show, write } from "./page.js";
import { MENDABLE, readiness } from "./rules/readiness.js";
import { clock } from "./rules/spoken.js";
import { ask, look, subscribe } from "./subscribe.js";
import * as sound from "./sound.js";
import { post } from "./api.js";
import { phrase, say, zone } from "./words.js";

export function light() {
  const lamp = one("[data-readiness]");
  const key = lamp ? lamp.dataset.pushKey : "";
  let stream = false;
  let provedAt = lamp && lamp.dataset.proved ? Number(lamp.dataset.proved) : null;
  let spoken = "";

  async function draw() {
    if (!lamp) return;
    const facts = { ...(await look(key)), sound: sound.ready(), stream, provedAt, now: now() };
    const { light: colour, lacks } = readiness(facts);
    lamp.dataset.state = { ready: "ready", partly: "wait", broken: "broken" }[colour];
    write(one("[data-readiness-words]"), phrase(colour));
    write(one("[data-readiness-proof]"), provedAt ? say("proved", { time: clock(provedAt, zone).slice(0, 5) }) : phrase("never_proved"));
    const list = one("[data-lacks]");
    const shown = all("li", list).map((li) => li.dataset.lack).join();
    if (shown !== lacks.join()) list.replaceChildren(...lacks.map(item));
    show(one("[data-try]"), !lacks.includes("proof") && colour !== "broken");
    if (spoken && spoken !== colour) write(one("[data-readiness-spoken]"), phrase(colour));
    spoken = colour;
  }

  function item(lack) {
    const words = make("b", {}, say(`lacks.${lack}`));
    if (!MENDABLE.includes(lack)) return make("li", { "data-lack": lack }, words, make("span", { class: "soft" }, say(`fix.${lack}`)));
    const button = make("button", { class: "button", type: "button" }, say(`do.${lack}`));
    button.addEventListener("click", () => mend(lack));
    return make("li", { "data-lack": lack }, words, button);
  }

  async function mend(lack) {
    await sound.unlock();
    if (lack === "permission" && (await ask()) === "granted") await subscribe(key).catch(() => {});
    if (lack === "subscription") await subscribe(key).catch(() => {});
    if (lack === "proof") await tryIt();
    draw();
  }

  /** A real ring over the real road when the server offers it; else what can be shown here: sound and notification. */
  async function tryIt() {
    await sound.unlock();
    sound.once();
    write(one("[data-readiness-spoken]"), phrase("trying"));
    await post("/devices/tests").catch(() => local());
  }

  async function local() {
    const registration = "serviceWorker" in navigator && await navigator.serviceWorker.getRegistration("/");
    if (registration && Notification.permission === "granted") registration.showNotification(phrase("tried"), { tag: "coba" });
  }

  if (lamp) one("[data-try]").addEventListener("click", () => tryIt().then(draw));
  sound.onReady(draw);
  document.addEventListener("visibilitychange", draw);
  return {
    draw,
    stream(state) { stream = state === "open"; draw(); },
    proved(at) { provedAt = at; draw(); },
  };
}
