// The button: held for a second, sent until it is on the server's disk. The id is made once,
// so that however often it is sent it is one press.

import { one, show, write, now } from "./page.js";
import { down, look, rest, up, HOLD_MS } from "./rules/hold.js";
import { pressWait } from "./rules/backoff.js";
import { uuid4 } from "./rules/uuid.js";
import { current } from "./place.js";
import { post, Refused } from "./api.js";
import { phrase } from "./words.js";

export function press({ onSent }) {
  const form = one("[data-press-form]");
  const button = one("[data-panic]");
  if (!form || !button) return;
  const registered = "registered" in form.dataset;
  let hold = rest();

  const draw = () => {
    button.dataset.state = hold.phase;
    write(one("[data-panic-words]"), phrase({ rest: "hold", held: "release", fired: "sending" }[hold.phase]));
  };
  const grip = () => {
    hold = down(hold, performance.now());
    draw();
    setTimeout(() => {
      const before = hold.phase;
      hold = look(hold, performance.now() + 5);
      draw();
      if (before === "held" && hold.phase === "fired") fire();
    }, HOLD_MS);
  };
  const release = () => { hold = up(hold); draw(); };

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
    if (event.detail === 0 && hold.phase === "rest") { hold = { phase: "fired", since: now() }; draw(); fire(); }
  });

  function fire() {
    if ("vibrate" in navigator && !silent()) navigator.vibrate(200);
    if (!registered) { form.submit(); return; } // one navigation stores who they are and rings
    const id = form.elements.id.value;
    form.elements.id.value = uuid4(crypto.getRandomValues(new Uint8Array(16)));
    send({ id, pressed_at: new Date(now()).toISOString(), location: current(), mode: silent() ? "silent" : "loud" }, 0);
  }

  async function send(body, tries) {
    try {
      const answer = await post("/alarms", body);
      hold = rest();
      draw();
      say("");
      onSent(answer, body.mode);
    } catch (error) {
      const lasting = error instanceof Refused && error.status < 500 && error.status !== 429 && error.status !== 408;
      if (lasting) { form.submit(); return; } // let the server say what it wants, in words
      say(phrase("not_sent"));
      setTimeout(() => send(body, tries + 1), pressWait(tries, Math.random()));
    }
  }

  const silent = () => form.elements.namedItem("mode") && one("[data-silent]").checked;
  const say = (text) => { const band = one("[data-unsent]"); write(band, text); show(band, Boolean(text)); };
  say("");
}
