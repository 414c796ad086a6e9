// After the press: one sentence, the steps, the messages. Told by the stream, drawn by the rules.

import { all, make, one, show, write, now } from "./page.js";
import { counted, headline, lines, nothing, ringingStill, take } from "./rules/steps.js";
import { clock, elapsed } from "./rules/spoken.js";
import { get } from "./api.js";
import { listen } from "./stream.js";
import { phrase, units, zone } from "./words.js";
import { talk } from "./talk.js";
import { neutral, quietly } from "./quietly.js";

const EVENTS = ["received", "ringing", "claimed", "calling", "en_route", "on_scene", "closed", "unanswered", "cancelled", "message", "broadcast"];
const FIRST_COUNT_MS = 1500;
const COUNT_MS = 5000;

export function story(seed) {
  let incident = seed.incident;
  let silent = seed.silent;
  let state = seed.steps.reduce(take, nothing());
  let listening = false;
  let asking = 0;
  let tell = () => {};
  const messages = talk(one("[data-talk]"), () => incident);

  function follow(position) {
    if (listening) return;
    listening = true;
    listen({ events: EVENTS, onEvent: heard, position });
  }

  function heard(name, data) {
    if (name === "broadcast") { document.dispatchEvent(new CustomEvent(name, { detail: data })); return; }
    if (data.incident && data.incident.id !== incident) return;
    if (name === "message") { messages.add(data); return; }
    const officer = data.officer && data.officer.name;
    state = take(state, { ...data, name, at: data.at ? Date.parse(data.at) : now(), officer });
    draw();
    count(FIRST_COUNT_MS);
    if (name === "closed") { incident = null; tell(null); }
  }

  function draw() {
    const names = { station: seed.station, number: seed.number, say: silent ? (key) => phrase(`quiet.${key}`) : phrase };
    const sentence = headline(state, names);
    write(one("[data-headline]"), sentence);
    write(one("[data-spoken]"), sentence);
    if (!neutral()) document.title = sentence;
    show(one("[data-unanswered]"), state.unanswered && !("claimed" in state.times) && !("closed" in state.times));
    show(one("[data-cancelled]"), state.cancelled);
    show(one("[data-while-open]"), !("closed" in state.times));
    show(one("[data-when-closed]"), "closed" in state.times);
    const list = one("[data-steps]");
    const fresh = lines(state, names).map(row);
    const old = all("li", list);
    const said = (li) => li.dataset.state + Array.from(li.children, (part) => (part.dataset.since ? "" : part.textContent)).join();
    if (old.map(said).join() !== fresh.map(said).join()) list.replaceChildren(...fresh);
  }

  /** While it rings: how many phones have proved that they do. Asked once in a while, for an alarm in 312 phones
   *  would be 312 events. */
  function count(pause) {
    if (asking || !incident || !ringingStill(state)) return;
    asking = setTimeout(async () => {
      const wanted = incident && ringingStill(state) && !document.hidden; // it may have ended meanwhile
      const found = wanted ? await get(`/incidents/${incident}`).catch(() => null) : null;
      asking = 0;
      if (found && found.id === incident) {
        state = counted(state, found.received);
        draw();
      }
      count(COUNT_MS);
    }, pause);
  }

  if (incident) count(FIRST_COUNT_MS);
  if (incident || seed.listens) follow();
  return {
    onIncident(callback) { tell = callback; if (incident) tell(incident); },
    begin(answer, mode) {
      incident = answer.incident.id;
      silent = mode === "silent";
      if (silent) quietly();
      show(one("[data-leave-story]"), true);
      const at = Date.parse(answer.received_at);
      state = [{ name: "received", at }, { name: "ringing", at, phones: answer.phones }].reduce(take, nothing());
      seed.station = answer.incident.station.name;
      write(one("[data-code]"), answer.incident.code);
      show(one("[data-code]"), true);
      show(one("[data-tongues]"), false);
      draw();
      one("[data-headline]").focus({ preventScroll: true });
      window.scrollTo(0, 0);
      tell(incident);
      follow(at * 1000 - 1); // positions are times (ADR 16): whatever came after the press, also its end
      count(FIRST_COUNT_MS);
    },
  };
}

function row(line) {
  return make("li", { "data-state": line.state, "data-key": line.key },
    make("b", {}, line.title),
    line.at && (line.state === "now" || line.state === "wait"
      ? make("time", { "data-since": line.at }, elapsed(now() - line.at, units))
      : make("time", {}, clock(line.at, zone))),
    line.phones && make("progress", { class: "phones", max: line.phones, value: line.received, "aria-hidden": "true" }),
    line.note && make("span", {}, line.note));
}
