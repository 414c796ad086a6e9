// The first button at the doors: shown where the browser can do it, and what is said when it does not open.

import { one, show } from "./page.js";
import { offered } from "./passkey.js";
import { phrase, say } from "./words.js";

/** Runs work() at each touch of the passkey button. Who only changed their mind is told nothing. */
export function passkeyButton(work, codes = {}) {
  if (!offered()) return;
  show(one("[data-passkey]"), true);
  const button = one("[data-passkey-button]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    wrong("");
    try {
      await work();
    } catch (error) {
      if (error.name !== "NotAllowedError" && error.name !== "AbortError") wrong(words(error, codes));
    } finally {
      button.disabled = false;
    }
  });
}

function wrong(text) {
  const note = one("[data-wrong]");
  show(note, Boolean(text));
  one("b", note).textContent = text;
}

function words(error, codes) {
  if (!error.status) return phrase(error instanceof TypeError ? "no_network" : "not_made");
  const seconds = error.problem.retry_after || 0;
  if (error.status === 429) {
    return seconds >= 120 ? say("too_many_attempts.minutes", { minutes: Math.ceil(seconds / 60) }) : say("too_many_attempts", { seconds });
  }
  return phrase(codes[error.code] || error.code) || error.message;
}
