// The desk's own alarm. A light in the head says at every moment whether this page would sound: a browser is mute until
// somebody has touched the page, and a loudspeaker can be taken away. What it says is asked of the browser, never assumed.

import { now, one, show, write } from "./page.js";
import { recall, remember } from "./remembered.js";
import { hush, level, light, said } from "./rules/desk_sound.js";
import { once, play, ready, unlock } from "./sound.js";
import { phrase } from "./words.js";

const HUSHED = "siharat-hushed";
const TOUCHED = "siharat-touched";
const TOUCH = matchMedia("(pointer: coarse)");
const STATES = { mute: "wait", sounding: "ringing", ready: "ready" };
let rows = [];
let hushed = recall(sessionStorage, HUSHED, {});

function look() {
  const wanted = level(rows, hushed, now());
  play(wanted);
  const state = light(ready(), wanted);
  const pill = one("[data-sound]");
  pill.dataset.state = STATES[state];
  write(pill.lastElementChild, phrase(said(state, TOUCH.matches)));
}

async function touched() {
  if (ready()) return;
  await unlock();
  if (ready()) remember(sessionStorage, TOUCHED, true);
  look();
}

/** One key: it makes the page able to sound, hushes what rings, or tries the sound when nothing does. */
export async function press() {
  await touched();
  if (level(rows, hushed, now()) === "none") {
    once();
    return;
  }
  hushed = hush(rows, now());
  remember(sessionStorage, HUSHED, hushed);
  look();
}

/** The open incidents, as they are now. */
export function sound(open) {
  rows = open;
  look();
}

export function begin() {
  const pill = one("[data-sound]");
  show(pill, true);
  pill.addEventListener("click", press);
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, touched);
  const [came] = performance.getEntriesByType("navigation");
  // The next incident opens a page of its own, which stays as loud. One that was loaded anew must be touched again.
  if (came && came.type === "navigate" && recall(sessionStorage, TOUCHED, false)) touched();
  setInterval(look, 1000);
  look();
}
