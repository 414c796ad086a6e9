// Messages both ways: typed, or one touch. The server's echo on the stream is what is drawn, so nothing shows as said
// that was not stored.

import { all, door, make, one, write } from "./page.js";
import { post } from "./api.js";
import { clock } from "./rules/spoken.js";
import { say, zone } from "./words.js";

export function talk(section, incidentOf) {
  if (!section) return { add() {} };
  const list = one("[data-messages]", section);
  const said = one("[data-said]", section);

  for (const form of all("[data-say]", section)) {
    let answer = ""; // the ready answer that was touched (event.submitter is younger than our browsers)
    form.addEventListener("click", ({ target }) => { answer = target.closest("button") ? target.closest("button").value : ""; });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = !answer;
      const text = answer || one("input[name=text]", form).value;
      answer = "";
      if (!text.trim()) return;
      try {
        await post(`/incidents/${incidentOf()}/messages`, { text });
        if (typed) form.reset();
        write(said, say("sent"));
      } catch {
        write(said, say("not_said"));
      }
    });
  }

  function add({ from, at, text }) {
    const mine = from.kind === (door === "warga" ? "citizen" : "officer");
    const other = document.body.dataset.mode === "silent" ? say("reply") : from.name || say("citizen");
    const author = mine && door === "warga" ? say("you") : other;
    list.append(make("li", { "data-mine": mine },
      make("small", {}, `${author} · ${clock(Date.parse(at), zone).slice(0, 5)}`), text || "–"));
  }
  return { add };
}
