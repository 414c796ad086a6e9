// Whether there is a network, said as it is. And the page that opens without one: it tells what is known of a press that
// was sent, and gives way to the true page as soon as the server answers.

import { html, one, show, write } from "./page.js";
import { drop, take } from "./keep.js";
import { clock } from "./rules/spoken.js";
import { wait } from "./rules/backoff.js";
import { phrase, say, zone } from "./words.js";

export const offline = "offline" in html.dataset;

/** The lamp over the button: green only while the phone has a network. */
export function lamp() {
  const light = one("[data-light]");
  if (!light || offline) return;
  const words = one("[data-light-words]");
  const ready = words.textContent;
  const look = () => {
    light.dataset.state = navigator.onLine ? "ready" : "wait";
    write(words, navigator.onLine ? ready : phrase("no_network"));
  };
  for (const name of ["online", "offline"]) window.addEventListener(name, look);
  look();
}

/** `may()`: nothing is under way that a new page would disturb. */
export async function comeBack(may) {
  const sent = await take("sent").catch(() => null);
  const told = sent && sent.mode === "silent" ? "was_sent.silent" : "was_sent";
  if (sent) write(one("[data-was-sent]"), say(told, { station: sent.station, time: clock(sent.at, zone).slice(0, 5) }));
  show(one("[data-was-sent]"), Boolean(sent));
  let tries = 0;
  const ask = async () => {
    const answer = may() ? await fetch("/healthz", { cache: "no-store" }).catch(() => null) : null;
    if (answer && answer.ok && may()) location.reload();
    else setTimeout(ask, wait(tries++, Math.random()));
  };
  window.addEventListener("online", () => { tries = 0; });
  setTimeout(ask, 1000);
}

/** The true page is here: it tells of an alarm itself, and what was noted of a closed one goes. */
export function comeHome(open) {
  if (!open) drop("sent").catch(() => {});
}
