// The citizen's page, alive. Everything here improves forms that already work without it.

import { data, html, show, one } from "./page.js";
import { start as tick } from "./tick.js";
import { press } from "./press.js";
import { story } from "./story.js";
import { watch } from "./place.js";
import { comeBack, comeHome, lamp, offline } from "./offline.js";
import { keepKey } from "./by_sms.js";
import { placeLine, sharePlace } from "./whereabouts.js";

const seed = data("steps");
const told = story(seed);

const button = press({
  offline,
  shown: seed.incident,
  onSent(answer, mode) {
    show(one("[data-press]"), false);
    show(one("[data-story]"), true);
    told.begin(answer, mode);
  },
});

let open = seed.incident;
told.onIncident((incident) => { open = incident; sharePlace(open); if (!open) comeHome(open); });
watch((place) => { placeLine(place); sharePlace(open); });
tick();
lamp();
if (offline) comeBack(() => button.resting());
else comeHome(open);
const form = one("[data-press-form]");
if (form && form.dataset.registered && one("[data-sms]")) keepKey(form.dataset.registered).catch(() => {});

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready)
    .then(({ active }) => { if (!offline) active.postMessage({ keep: html.dataset.keep }); }).catch(() => {});
}
