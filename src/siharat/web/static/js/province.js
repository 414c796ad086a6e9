// The province's table, alive: asked again every five seconds while somebody looks.

import { all, one, show, write } from "./page.js";
import { start as tick } from "./tick.js";
import { number } from "./rules/spoken.js";
import { mood } from "./rules/mood.js";
import { provinceMap } from "./province_map.js";
import { get } from "./api.js";
import { language, say } from "./words.js";

const PILLS = { unanswered: "ringing", ringing: "ringing", open: "move", calm: "ready", silent: "wait", none: "none" };
const tidy = (n) => number(n, language);

const map = provinceMap(choose);

/** An area was touched: its line in the table. */
function choose(code) {
  const row = all("[data-station]").find((each) => each.dataset.station === code);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
}

/** Of those whose line stands in the table: the answer holds the province itself, too, which is none of its stations. */
function draw(answer) {
  const stations = [];
  for (const row of all("[data-station]")) {
    const station = answer.find((each) => each.code === row.dataset.station);
    if (!station) continue;
    stations.push(station);
    const now = mood(station);
    const before = row.dataset.mood;
    row.dataset.mood = now;
    const pill = one("[data-mood-pill]", row);
    pill.dataset.state = PILLS[now];
    show(one("[data-drill-pill]", row), station.drill);
    write(pill, say(`state.${now}`, { n: station[now] }));
    for (const name of ["open", "ringing", "unanswered"]) write(one(`[data-${name}]`, row), String(station[name]));
    write(one("[data-ready]", row), tidy(station.ready));
    write(one("[data-phones]", row), tidy(station.phones));
    one("meter", row).value = station.ready;
    if (before !== now && now === "unanswered") write(one("[data-spoken]"), `${station.name}: ${pill.textContent}`);
  }
  map.draw();
  const sum = (name) => stations.reduce((total, station) => total + station[name], 0);
  write(one("[data-summary]"), say("summary", { stations: stations.length, ready: tidy(sum("ready")), phones: tidy(sum("phones")), open: sum("open") }));
}

async function ask() {
  if (document.hidden) return;
  const stations = await get("/stations").catch(() => null);
  if (stations) draw(stations);
}

tick();
setInterval(ask, 5000);
document.addEventListener("visibilitychange", ask);
