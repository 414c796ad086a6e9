// The command centre, alive. The stream says what changed; the open incident is read again when it did.

import { data, make, now, one, show, write } from "./page.js";
import { start as tick } from "./tick.js";
import { listen } from "./stream.js";
import { focusOn, hear, queue } from "./rules/board.js";
import { clock, number } from "./rules/spoken.js";
import { cards, note } from "./desk_cards.js";
import { draw as drawMatrix } from "./matrix.js";
import { liveMap } from "./live_map.js";
import { refresh } from "./focus.js";
import { calls, isOpen as callOpen, open as openCall, point } from "./call.js";
import { begin as beginSound, sound } from "./desk_sound.js";
import { shown } from "./shown.js";
import { keys } from "./keys.js";
import { told } from "./notices.js";
import { get, post } from "./api.js";
import { language, phrase, say, zone } from "./words.js";

const EVENTS = ["alarm", "silence", "incident", "rings", "message", "location", "readiness", "hands", "looks"];
const SAYS_EVERY = 20000;
const seed = data("board");
let rows = Object.fromEntries(seed.rows.map((row) => [row.id, row]));
let chosen = seed.focus;
let chosenAt = 0;
let again = null;
let hands = {}; // who else of the desk is on which incident
let said = null;

const map = liveMap({ onChoose: choose, onPoint(place) { if (callOpen()) point(place); } });

const writing = () => document.activeElement && document.activeElement.matches(".focus input, .focus textarea, .focus select");

function choose(id) {
  chosenAt = now();
  if (chosen === id) return;
  location.assign(`/komando?kejadian=${id}`);
}

/** The next incident of the queue, or the one before. */
function step(by) {
  const ids = queue(rows).now.map((row) => row.id);
  const next = ids[(ids.indexOf(chosen) + by + ids.length) % ids.length];
  if (next) choose(next);
}

function draw() {
  const sorted = queue(rows);
  cards(sorted, chosen, hands);
  map.draw(sorted.now, chosen);
  sound(sorted.now);
}

/** The colleagues see which incident this page has open. */
function onIt() {
  if (document.hidden) return;
  said = chosen;
  post("/desk/hand", { incident: chosen || null }).catch(() => {});
}

function others({ hands: all }) {
  hands = {};
  for (const { officer, incident } of all) if (officer.id !== seed.me) (hands[incident] = hands[incident] || []).push(officer.name);
  draw();
}

/** Where somebody is: of an officer the map knows, of the citizen the queue too. */
function moved({ incident, from, lat, lon }) {
  if (from.kind !== "citizen" || !rows[incident.id]) return;
  rows = { ...rows, [incident.id]: { ...rows[incident.id], lat, lon } };
  map.draw(queue(rows).now, chosen);
}

function heard(name, event) {
  if (name === "hands" || name === "looks") {
    (name === "hands" ? others : told)(event);
    return;
  }
  map.heard(name, event);
  if (name === "location") {
    moved(event);
    return;
  }
  const id = event.incident && event.incident.id;
  const wanted = focusOn(chosen, rows, name, event, { busy: writing() || now() - chosenAt < 8000 });
  if (name === "alarm" && !rows[id]) write(one("[data-spoken]"), say(event.mode === "drill" ? "spoken.drill" : "spoken", { place: event.locality || phrase("no_place") }));
  rows = hear(rows, name, event);
  if (wanted !== chosen) {
    chosen = wanted;
    history.replaceState(null, "", `/komando?kejadian=${chosen}`);
  }
  if (name === "rings") {
    if (id === chosen) drawMatrix(event);
    return;
  }
  draw();
  if (said !== chosen) onIt();
  if (id === chosen && !again) again = setTimeout(() => { again = null; refresh(chosen, rows[chosen], note(rows[chosen])); }, 150);
}

/** The figure in the head: asked for, since readiness is a fact about silence. */
async function readiness() {
  const found = await get("/stations").catch(() => null);
  const mine = found && found.find((station) => station.code === seed.station);
  if (!mine) return;
  const pill = one("[data-ready]");
  pill.dataset.state = mine.ready * 10 >= mine.phones * 9 ? "ready" : "wait";
  write(pill.lastElementChild, say("ready", { ready: number(mine.ready, language), phones: number(mine.phones, language) }));
}

/** What carries nothing is said above the queue, and taken away when it works again. */
async function channels() {
  const found = await get("/channels").catch(() => null);
  if (!found) return;
  const lines = found.filter((each) => each.failing_since).map((each) => say("failing", {
    channel: phrase(`channel.${each.kind}`) || each.kind, time: clock(Date.parse(each.failing_since), zone).slice(0, 5), error: each.error || "",
  }));
  const box = one("[data-failing]");
  if (lines.join("\n") === [...box.children].map((line) => line.textContent).join("\n")) return;
  box.replaceChildren(...lines.map((line) => make("p", { class: "note small", "data-state": "wait" }, line)));
}

calls();
keys({ n: () => openCall(true), j: () => step(1), k: () => step(-1) });
shown();
beginSound();
listen({ events: EVENTS, onEvent: heard, onState: (state) => show(one("[data-lost]"), state === "lost") });
draw();
tick();
onIt();
setInterval(onIt, SAYS_EVERY);
setInterval(() => { if (!document.hidden) { readiness(); channels(); } }, 5000);
