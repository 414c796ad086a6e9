// What the police say to everybody, on the citizen's open page: quietly, and only where it is meant. The areas come
// here; the place stays here.

import { html, make, now, one, show } from "./page.js";
import { get, post } from "./api.js";
import { current, watch } from "./place.js";
import { put, take as kept } from "./keep.js";
import { meant, take } from "./rules/inside.js";

const KEPT_EVERY_MS = 60000;
const section = one("[data-broadcasts]");
let known = [];
let told = new Set();
let loaded = false;
let keptAt = 0;

function draw() {
  if (!loaded) return;
  const here = known.filter((each) => Date.parse(each.until) > now() && meant(each, current(), section.dataset.home));
  const drawn = Array.from(section.children, (each) => each.dataset.id).join();
  if (drawn !== here.map((each) => each.id).join()) section.replaceChildren(...here.map(note));
  show(section, here.length > 0);
  for (const { id } of here.filter((each) => !told.has(each.id))) {
    told.add(id);
    post(`/broadcasts/${id}/receipts`, { state: "shown" }).catch(() => told.delete(id));
  }
}

function note({ id, kind, status, urgency, severity, words, area }) {
  const mark = section.dataset[status.toLowerCase()];
  const grave = status === "Actual" && kind !== "Cancel" && (urgency === "Immediate" || severity === "Extreme");
  const said = words[html.lang] || words.id;
  return make("a", { class: "note", href: `/siaran/${id}`, "data-id": id, "data-state": grave ? "wait" : "move" },
    make("b", {}, (mark ? `${mark} · ` : "") + said.headline), make("span", {}, area.name));
}

/** For the worker that is awake when no page is; only where its owner has switched it on. */
async function keepPlace(place) {
  if (!place || now() - keptAt < KEPT_EVERY_MS) return;
  keptAt = now();
  if (await kept("warned")) await put("place", { lat: place.lat, lon: place.lon, accuracy_m: place.accuracy_m, at: Date.now() });
}

if (section) {
  document.addEventListener("broadcast", ({ detail }) => { known = take(known, detail, now()); draw(); });
  watch((place) => { draw(); keepPlace(place).catch(() => {}); });
  get("/broadcasts").then((found) => { known = found; loaded = true; draw(); }).catch(() => { loaded = true; });
}
