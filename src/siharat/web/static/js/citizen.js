// The citizen's page, alive. Everything here improves forms that already work without it.

import { data, show, one } from "./page.js";
import { start as tick } from "./tick.js";
import { leaving } from "./leave.js";
import { press } from "./press.js";
import { story } from "./story.js";
import { watch } from "./place.js";
import { placeLine, sharePlace } from "./whereabouts.js";

const seed = data("steps");
const told = story(seed);

press({
  onSent(answer, mode) {
    show(one("[data-press]"), false);
    show(one("[data-story]"), true);
    told.begin(answer, mode);
  },
});

let open = seed.incident;
told.onIncident((incident) => { open = incident; sharePlace(open); });
watch((place) => { placeLine(place); sharePlace(open); });
tick();
leaving();

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
