// The button: held for a second, then the press goes into the outbox, which does not let go of it before the server
// has it.

import { one, write, now } from "./page.js";
import { down, look, rest, up, HOLD_MS } from "./rules/hold.js";
import { uuid4 } from "./rules/uuid.js";
import { current } from "./place.js";
import { outbox } from "./outbox.js";
import { unsent } from "./unsent.js";
import { phrase } from "./words.js";
import { loudly, quietly } from "./quietly.js";

/** onSent(answer, mode): it is on the server's disk, and this page can tell the rest. Else the server's page is asked
 *  for, unless it is `shown` here already, or the phone would send it anew from there. */
export function press({ offline, shown, onSent }) {
  const form = one("[data-press-form]");
  const button = one("[data-panic]");
  if (!form || !button) return null;
  const registered = "registered" in form.dataset;
  const band = unsent({ onSendOld: () => box.sendOld(), onDrop: () => box.forget() });
  const box = outbox({
    tell(state, press) {
      const onItsWay = ["sending", "unsent", "offer"].includes(state);
      hold = onItsWay ? { phase: "fired", since: 0 } : rest();
      draw(onItsWay && state !== "sending" ? "unsent" : null);
      if (!onItsWay) loudly();
      else if (press.body.mode === "silent") quietly();
      if (state === "number" && !form.elements.phone) form.submit(); // this page is of somebody the server forgot
      else band(state, press);
    },
    onSent(answer, press) {
      hold = rest();
      draw();
      band("sent", press);
      if (registered && !offline && !press.resumed) onSent(answer, press.body.mode);
      else if (answer.incident.id !== shown && (press.cleared || !press.resumed)) location.reload();
    },
  });
  let hold = rest();

  function draw(words) {
    button.dataset.state = hold.phase;
    write(one("[data-panic-words]"), phrase(words || { rest: "hold", held: "release", fired: "sending" }[hold.phase]));
  }
  function grip() {
    if (hold.phase === "fired") { box.again(); return; }
    hold = down(hold, performance.now());
    draw();
    setTimeout(() => {
      const before = hold.phase;
      hold = look(hold, performance.now() + 5);
      if (before !== "held") return;
      draw();
      if (hold.phase === "fired") fire();
    }, HOLD_MS);
  }
  function release() {
    if (hold.phase !== "held") return;
    hold = up(hold);
    draw();
  }

  button.addEventListener("pointerdown", (event) => { if (event.isPrimary && event.button === 0) grip(); });
  for (const end of ["pointerup", "pointercancel", "pointerleave", "blur"]) button.addEventListener(end, release);
  button.addEventListener("keydown", (event) => {
    if ((event.key === " " || event.key === "Enter") && !event.repeat) grip();
    if (event.key === " " || event.key === "Enter") event.preventDefault();
  });
  button.addEventListener("keyup", (event) => { event.preventDefault(); release(); });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  // A click that no finger or key made (a switch device, a screen reader's double tap) is meant: it cannot hold.
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (event.detail === 0 && hold.phase === "rest") fire();
  });

  function fire() {
    const silent = one("[data-silent]").checked;
    if ("vibrate" in navigator && !silent) navigator.vibrate(200);
    const { id, phone, name } = form.elements;
    // Made here, never taken from the page: one that was kept for months would give the same id twice, and a press
    // with an old id rings nobody.
    id.value = uuid4(crypto.getRandomValues(new Uint8Array(16)));
    const who = registered ? {} : { phone: phone.value, name: name.value };
    if (!registered && !phone.value.trim()) { hold = rest(); draw(); band("number"); return; }
    box.add({ id: id.value, pressed_at: new Date(now()).toISOString(), location: current(), mode: silent ? "silent" : "loud", ...who });
  }

  draw();
  box.resume();
  return { resting: () => hold.phase === "rest" };
}
