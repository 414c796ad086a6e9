// Where the stations lie, each in the colour of how it stands. It shows the whole and stays where somebody moved it; the
// table beside it says the same in words. The server's plan is there first, and stays where no map can be drawn.

import { all, data, one, show } from "./page.js";
import { drawable, open } from "./map_view.js";

const WORST = ["unanswered", "ringing", "silent", "open", "calm", "none"]; // where names have no room, the first is written
const QUIET = 4; // from here on the name is enough

/** onChoose(code) when a station's area is touched. Returns {draw()}: anew from the table. */
export function provinceMap(onChoose) {
  const seed = data("ground");
  let view = null;

  function tell() {
    const stations = all("[data-station]").map((row) => ({
      code: row.dataset.station, mood: row.dataset.mood, said: one("[data-mood-pill]", row).textContent }));
    for (const land of all(".ground [data-area]")) {
      const station = stations.find((each) => each.code === land.dataset.area);
      if (station) land.dataset.mood = station.mood;
    }
    if (!view) return;
    view.mood(Object.fromEntries(stations.map(({ code, mood }) => [code, mood])));
    view.name((key, name) => {
      const station = stations.find((each) => each.code === key);
      const rank = station ? WORST.indexOf(station.mood) : WORST.length;
      return { rank, name: rank < QUIET ? `${name}\n${station.said}` : name };
    });
    one("[data-map]").dataset.moods = stations.map(({ code, mood }) => `${code} ${mood}`).join(", "); // for who looks from outside
  }

  function standIn(lost) {
    show(one("[data-map]"), !lost);
    show(one("[data-map-keys]"), !lost);
    one(".ground").toggleAttribute("data-live", !lost);
    if (!lost) view.map.resize();
  }

  async function begin() {
    const box = one("[data-map]");
    if (!seed || !box || !drawable()) return;
    show(box, true);
    const nothing = () => {};
    try {
      view = await open(box, seed, { onMoved: nothing, onSettled: nothing, onChoose: nothing, onPoint: nothing, onLost: standIn });
    } catch {
      box.replaceChildren();
      show(box, false);
      return;
    }
    standIn(false);
    view.map.on("click", "land", ({ features }) => onChoose(features[0].properties.key));
    one("[data-map-whole]").addEventListener("click", () => view.look(view.whole));
    for (const button of all("[data-map-zoom]")) button.addEventListener("click", () => view.zoom(Number(button.dataset.mapZoom)));
    tell();
  }

  begin();
  return { draw: tell };
}
