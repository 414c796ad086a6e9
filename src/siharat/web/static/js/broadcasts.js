// What the police say to everybody, on the citizen's open page: quietly, and only where it is meant. The areas come
// here; the place stays here.

import { html, make, now, one, show } from "./page.js";
import { get, post } from "./api.js";
import { current, watch } from "./place.js";
import { put, take as kept } from "./keep.js";
import { fill } from "./rules/spoken.js";
import { foremost, grave, meant, take } from "./rules/inside.js";

const KEPT_EVERY_MS = 60000;
const LOOKED_EVERY_MS = 600000;
const SPREAD_MS = 8000;
const AGAIN_MS = 60000;
const section = one("[data-broadcasts]");
let known = [];
const told = new Set();
let loaded = false;
let keptAt = 0;
let drawn = "";

function draw() {
  if (!loaded) return;
  const here = foremost(known.filter((each) => Date.parse(each.until) > now() && meant(each, current(), section.dataset.home)));
  const [first] = here;
  show(section, here.length > 0);
  const what = `${here.length} ${first && first.id}`;
  if (what !== drawn) section.replaceChildren(...(first ? [note(first)] : []), ...(here.length > 1 ? [all(here.length)] : []));
  drawn = what;
  if (!first || told.has(first.id)) return;
  told.add(first.id);
  setTimeout(() => tell(first.id), Math.random() * SPREAD_MS);
}

const all = (n) => make("a", { class: "button", href: "/siaran" }, `${fill(section.dataset.all, { n })} ›`);

/** Not all pages of a province in the same second, and one that was refused not at once again: a press may be waiting. */
function tell(id) {
  post(`/broadcasts/${id}/receipts`, { state: "shown" }).catch(() => setTimeout(() => told.delete(id), AGAIN_MS));
}

function note(broadcast) {
  const { id, words, area } = broadcast;
  const said = words[html.lang] || words.id;
  return make("a", { class: "note", href: `/siaran/${id}`, "data-id": id, "data-state": grave(broadcast) ? "wait" : "move" },
    make("b", {}, (said.mark && `${said.mark} · `) + said.headline), make("span", {}, area.name));
}

/** For the worker that is awake when no page is; only where its owner has switched it on. */
async function keepPlace(place) {
  if (!place || now() - keptAt < KEPT_EVERY_MS) return;
  keptAt = now();
  if (await kept("warned")) await put("place", { lat: place.lat, lon: place.lon, accuracy_m: place.accuracy_m, at: Date.now() });
}

/** What was missed while the phone slept or had no network. That something was called off stays to be read. */
async function load() {
  const found = await get("/broadcasts").catch(() => null);
  if (!found) return; // what the server wrote into the page stays
  known = [...known.filter((each) => each.kind === "Cancel"), ...found];
  loaded = true;
  draw();
}

if (section) {
  document.addEventListener("broadcast", ({ detail }) => { known = take(known, detail, now()); if (loaded) draw(); else load(); });
  watch((place) => { draw(); keepPlace(place).catch(() => {}); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) load(); });
  window.addEventListener("online", load);
  setInterval(() => { if (!document.hidden) load(); }, LOOKED_EVERY_MS);
  load();
}
