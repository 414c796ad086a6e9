// The officer's touches: each is a form that works without script; here it is sent at once and, when the answer
// is slow or wrong, says so and stays.

import { all, door, one, show, write } from "./page.js";
import { post, Refused } from "./api.js";
import { carryOn, marked, started, watch } from "./dialling.js";
import { over } from "./alarm.js";
import { current } from "./place.js";
import { phrase, say } from "./words.js";

const idOf = (form) => form.getAttribute("action").split("/")[3];
let underWay = 0;
/** An answer is on its way, or has been given and leads to another page: what the stream says of it can wait. */
export const answering = () => underWay > 0;
const page = (id) => `/petugas/kejadian/${id}`;

/** Takes over every form of the page. `on` hears {id, state} when something became true. */
export function answers(on) {
  const bind = (name, act) => {
    for (const form of all(`[data-${name}]`)) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        underWay += 1;
        act(form, form.touched).catch((error) => { underWay -= 1; failed(error, form); });
      });
      form.addEventListener("click", ({ target }) => { form.touched = target.closest("button"); });
    }
  };
  bind("take", async (form) => {
    const id = idOf(form);
    const phones = one("[data-take-words]").textContent === phrase("take"); // not when the alarm says: do not phone
    write(one("[data-take-words]"), phrase("taking"));
    const answer = await post(`/incidents/${id}/claim`);
    on({ id, state: "mine" });
    const calls = phones && window.matchMedia("(pointer: coarse)").matches;
    if (calls) {
      watch(id);
      location.href = `tel:${answer.citizen.phone}`;
    }
    location.assign(calls ? marked(page(id)) : page(id));
  });
  bind("help", async (form) => {
    await post(`/incidents/${idOf(form)}/movements`, { status: "en_route", location: current() });
    on({ id: idOf(form), state: "helping", movement: "en_route" });
    location.assign(page(idOf(form)));
  });
  bind("decline", async (form) => {
    await post(`/incidents/${idOf(form)}/decline`);
    on({ id: idOf(form), state: "declined" });
    if (one("[data-work]") || location.pathname !== "/petugas") location.assign("/petugas");
  });
  bind("moves", async (form, button) => {
    await post(`/incidents/${idOf(form)}/movements`, { status: button.value, location: current() });
    location.reload();
  });
  bind("outcome", async (form, button) => {
    await post(`/incidents/${idOf(form)}/call-backs`, { outcome: button.value });
    location.reload();
  });
  bind("release", async (form) => {
    await post(`/incidents/${idOf(form)}/release`, { reason: form.elements.reason.value });
    location.assign("/petugas");
  });
  bind("close", async (form) => {
    await post(`/incidents/${idOf(form)}/close`, { disposition: form.elements.disposition.value, note: form.elements.note.value || null });
    location.assign("/petugas");
  });
  const link = one("[data-call]");
  if (link) calling(link);
}

/** Tapping the number: the link itself opens the dialler, from the finger's own touch. */
function calling(link) {
  const id = one("[data-work]").dataset.work;
  link.addEventListener("click", () => { started(id); });
  carryOn(id);
}

function failed(error, form) {
  const winner = error instanceof Refused && error.code === "already_claimed" && error.problem.claimed_by;
  if (winner) {
    over(say("taken", { officer: winner.name }));
    setTimeout(() => location.assign(door === "petugas" ? page(idOf(form)) : location.href), 1500);
    return;
  }
  const screen = one("[data-alarm]");
  const band = screen && !screen.hidden ? one("[data-alarm-spoken]") : one("[data-failed]") || one("[data-alarm-spoken]");
  write(band, phrase(`refused.${error.code}`) || (error instanceof Refused && error.status < 500 ? error.message : phrase("not_done")));
  show(band, true);
  band.classList.remove("unseen");
  if (form.matches("[data-take]")) write(one("[data-take-words]"), phrase("take"));
}
