// Photos become small before they leave the phone. What the canvas writes holds pixels and nothing else: no place,
// no time, no name. The form sends what its field holds, so that it works the same with and without this.

import { all, make, one, show, write } from "./page.js";
import { fit } from "./rules/fit.js";
import { phrase, say } from "./words.js";

const MOST = 5;
const LONGEST = 1600;
const QUALITY = 0.82;

const form = one("[data-report]");
const field = form && form.elements.photos;
let work = Promise.resolve();

async function smaller(file, number) {
  const picture = await createImageBitmap(file);
  const { width, height } = fit(picture, LONGEST);
  const canvas = make("canvas", { width, height, "aria-hidden": "true" });
  canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no picture");
  return { canvas, file: new File([blob], `${number}.jpg`, { type: "image/jpeg" }) };
}

async function shrink() {
  const chosen = Array.from(field.files);
  const held = new DataTransfer();
  const shown = [];
  for (const [index, file] of chosen.slice(0, MOST).entries()) {
    try {
      const made = await smaller(file, index + 1);
      held.items.add(made.file);
      shown.push(made.canvas);
    } catch {
      held.items.add(file); // the server makes it small, or says why it cannot
    }
  }
  field.files = held.files;
  one("[data-shots]").replaceChildren(...shown);
  show(one("[data-shots]"), shown.length > 0);
  write(one("[data-photos-said]"), chosen.length > MOST ? phrase("photos.many") : shown.length ? say("photos.small", { n: shown.length }) : "");
}

export function photos() {
  if (!field || !("createImageBitmap" in window) || !("DataTransfer" in window)) return;
  field.addEventListener("change", () => { work = work.then(shrink, shrink); });
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) return;
    event.preventDefault(); // not before the last photo is small
    work.finally(() => { sent = true; for (const button of all("button", form)) button.disabled = true; form.submit(); });
  });
}
