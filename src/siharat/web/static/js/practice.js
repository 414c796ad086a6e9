// The practice press, measured: how long it took until the server had it on its disk. Without script the form does the
// same, and tells no time.

import { now, one } from "./page.js";
import { current } from "./place.js";
import { post } from "./api.js";
import { uuid4 } from "./rules/uuid.js";

const button = one("[data-practice]");

if (button) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const id = uuid4(crypto.getRandomValues(new Uint8Array(16)));
    const began = performance.now();
    try {
      const answer = await post("/alarms", { id, pressed_at: new Date(now()).toISOString(), location: current(), mode: "practice" });
      location.href = `/?latihan=${answer.id}&ms=${Math.round(performance.now() - began)}`;
    } catch {
      location.href = "/?latihan=0"; // a try that did not arrive is an answer, too
    }
  });
}
