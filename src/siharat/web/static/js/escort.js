// Accompanied: the phone tells where it is while this page is open, and asks aloud when the time is over. The promise
// itself stands on the server.

import { all, now, one, show, write } from "./page.js";
import { current, watch } from "./place.js";
import { metres } from "./rules/spoken.js";
import { Refused, post } from "./api.js";
import { language, phrase, say } from "./words.js";
import { start as tick } from "./tick.js";

const TELLS_EVERY = 15000;
const LOOKS_AGAIN_AFTER = 1500;
const ASKS_EVERY = 3000;
const main = one("[data-escort]");
let told = 0;

watch((place) => { if (place) here(); else write(one("[data-here]"), phrase("here.none")); });

/** Again and again: a place that got lost is followed by the next. */
async function here() {
  const place = current();
  if (!place || Date.now() - told < TELLS_EVERY) return;
  told = Date.now();
  try {
    await post("/escort/locations", place);
    write(one("[data-here]"), say("here", { metres: metres(place.accuracy_m, language) }));
  } catch (refused) {
    if (refused instanceof Refused && refused.status === 404) location.reload(); // it ended on another page
    else write(one("[data-here]"), phrase("not_sent"));
  }
}

// The server asks at its own time; the page shows what it says.
const left = Number(main.dataset.ends) - now();
setTimeout(() => location.reload(), Math.max(left, 0) + LOOKS_AGAIN_AFTER);
if (main.dataset.escort === "asked" && !("silent" in main.dataset) && "vibrate" in navigator) {
  const touched = () => !navigator.userActivation || navigator.userActivation.hasBeenActive;
  setInterval(() => { if (touched()) navigator.vibrate([300, 100, 300]); }, ASKS_EVERY);
}

const link = one("[data-follow]");
const share = one("[data-share]");
show(share, true);
share.addEventListener("click", async () => {
  if (navigator.share) { await navigator.share({ url: link.href }).catch(() => {}); return; }
  await navigator.clipboard.writeText(link.href);
  for (const said of all("[data-said]")) write(said, phrase("copied"));
});
tick();
