// What the citizen shows: the list is read again when something came; the live picture every two seconds while it is seen.

import { door, make, one, show } from "./page.js";
import { get } from "./api.js";
import { clock } from "./rules/spoken.js";
import { zone } from "./words.js";

const LOOK_MS = 2000;
let looking = 0;

export async function shown() {
  const section = one("[data-shown]");
  if (!section) return;
  const found = await get(`/incidents/${section.dataset.shown}/attachments?door=${door}`).catch(() => null);
  if (!found) return;
  const list = one("[data-shown-list]", section);
  const kept = found.filter((each) => each.kind !== "live");
  const live = found.length > kept.length;
  if (list.children.length !== kept.length) list.replaceChildren(...kept.map((each) => item(each, section.dataset.base)));
  show(section, found.length > 0);
  look(section, live);
}

function item({ id, kind, at }, base) {
  const time = clock(Date.parse(at), zone).slice(0, 5);
  const src = `${base}/lampiran/${id}`;
  const shape = kind === "voice" ? make("audio", { controls: true, preload: "none", src, "aria-label": time })
    : make("a", { href: src }, make("img", { src, alt: time }));
  return make("li", {}, make("small", {}, time), shape);
}

/** The next picture is fetched when the last has been drawn; one that does not come ends it. */
function look(section, live) {
  const box = one("[data-shown-live]", section);
  show(box, live);
  if (!live || looking) return;
  const picture = one("img", box);
  const next = () => {
    if (document.hidden) looking = setTimeout(next, LOOK_MS);
    else picture.src = `${section.dataset.base}/lampiran/live?at=${Date.now()}`;
  };
  picture.onload = () => { looking = setTimeout(next, LOOK_MS); };
  picture.onerror = () => { looking = 0; show(box, false); };
  looking = setTimeout(next, 0);
}
