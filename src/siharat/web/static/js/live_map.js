// The live map of the command centre. The server's plan is there first, and stays where no map can be drawn.
// Whatever comes in is kept here, and told to the map together, a few times a second: two hundred officers cost it what
// one does.

import { all, data, now, one, show } from "./page.js";
import { get } from "./api.js";
import { elapsed } from "./rules/spoken.js";
import { aim, fresh, moved, released } from "./rules/camera.js";
import { heardLately, incidentMarks, officerMarks, placeAfter, wayMarks, without } from "./rules/marks.js";
import { say, units } from "./words.js";
import { draw as drawPlan } from "./big_plan.js";
import { drawable, open } from "./map_view.js";
import { recall, remember } from "./remembered.js";

const TOLD_EVERY_MS = 250;
const ASKED_EVERY_MS = 30000;
const VIEW = "siharat-map-view";
const HIDDEN = "siharat-map-hidden";
const HIDDEN_AT_FIRST = ["coverage"];

/** onChoose(id), onPoint({lat, lon}). Returns {draw(rows, chosen), heard(name, event), keys}. */
export function liveMap({ onChoose, onPoint }) {
  const seed = data("ground");
  let view = null;
  let lost = false;
  let rows = [];
  let chosen = null;
  let officers = new Map();
  let camera = recall(sessionStorage, VIEW, { camera: fresh() }).camera;
  let hidden = recall(localStorage, HIDDEN, HIDDEN_AT_FIRST);
  let due = 0;

  /** One telling for all that has come since the last. A page that nobody sees waits with it. */
  function soon() {
    if (due || !view) return;
    due = setTimeout(() => requestAnimationFrame(tell), TOLD_EVERY_MS);
  }

  function tell() {
    due = 0;
    officers = heardLately(officers, now());
    const mine = rows.find((row) => row.id === chosen);
    view.put("incidents", incidentMarks(rows, chosen));
    view.put("officers", new Map([...officerMarks(officers, now(), (age) => elapsed(age, units)), ...wayMarks(officers, mine)]));
    view.mood(Object.fromEntries(rows.filter((row) => row.status === "ringing" && row.title).map((row) => [row.title, "ringing"])));
    follow(mine);
  }

  function follow(mine) {
    const places = mine ? [mine, ...[...officers.values()].filter((each) => each.incident === mine.id)] : [];
    const found = aim(camera, { incident: mine ? mine.id : "", places, view: view.seen(), whole: view.whole, now: now() });
    camera = found.camera;
    if (found.box) view.look(found.box);
    one("[data-map-follow]").setAttribute("aria-pressed", String(camera.movedAt === null));
  }

  function place(event) {
    const id = event.from && event.from.id;
    const after = placeAfter(officers.get(id), event);
    if (after) officers.set(id, after);
  }

  async function ask() {
    if (document.hidden) return;
    const found = await get("/map").catch(() => null); // who does not sit at the desk is told of no officer's place
    if (!found) return;
    for (const each of found.officers) place({ ...each, from: each.officer, incident: { id: each.incident } });
    view.set("reports", found.reports.map(({ id, category, lat, lon }) => at(lat, lon, { id, category })));
    view.set("coverage", found.coverage.map(({ name, lat, lon, ready, phones }) => at(lat, lon, { id: name, ready, phones, said: say("covers", { ready, phones }) })));
    soon();
  }

  function toggle(key) {
    hidden = hidden.includes(key) ? hidden.filter((each) => each !== key) : [...hidden, key];
    remember(localStorage, HIDDEN, hidden);
    arrange();
  }

  function arrange() {
    for (const button of all("[data-map-layer]")) {
      const key = button.dataset.mapLayer;
      show(button, view.has(key));
      button.setAttribute("aria-pressed", String(!hidden.includes(key)));
      view.toggle(key, !hidden.includes(key));
    }
  }

  function operatorMoved() {
    camera = moved(camera, now());
    one("[data-map-follow]").setAttribute("aria-pressed", "false");
  }

  /** The next incident opens another page, and the map is where it was. */
  const settled = () => remember(sessionStorage, VIEW, { camera, ...view.place() });

  /** The plan stands in while the machine has no picture. */
  function standIn(gone) {
    lost = gone;
    show(one("[data-map]"), !lost);
    one(".ground").toggleAttribute("data-live", !lost);
    show(one("[data-map-keys]"), !lost);
    if (lost) drawPlan(rows, chosen, onChoose);
    else view.map.resize();
  }

  async function begin() {
    const box = one("[data-map]");
    if (!seed || !box || !drawable()) return;
    show(box, true);
    try {
      view = await open(box, seed, { onMoved: operatorMoved, onSettled: settled, onChoose, onPoint, onLost: standIn });
    } catch {
      box.replaceChildren();
      show(box, false);
      return;
    }
    const before = recall(sessionStorage, VIEW, {});
    if (before.center) view.jump({ center: before.center, zoom: before.zoom });
    standIn(false);
    arrange();
    for (const button of all("[data-map-layer]")) button.addEventListener("click", () => toggle(button.dataset.mapLayer));
    one("[data-map-follow]").addEventListener("click", () => { camera = released(camera); soon(); });
    for (const button of all("[data-map-zoom]")) button.addEventListener("click", () => { operatorMoved(); view.zoom(Number(button.dataset.mapZoom)); });
    tell();
    ask();
    setInterval(() => { ask(); soon(); }, ASKED_EVERY_MS); // places grow old also while nothing is heard
  }

  begin();
  return {
    draw(open, id) {
      [rows, chosen] = [open, id];
      if (view && !lost) soon();
      else drawPlan(rows, chosen, onChoose);
    },
    heard(name, event) {
      if (name === "location") place(event);
      if (name === "incident" && event.incident.status === "closed") officers = without(officers, event.incident.id);
      soon();
    },
  };
}

const at = (lat, lon, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties });
