// Messages both ways: typed, or one touch. The server's echo on the stream is what is drawn, so nothing shows as said
// that was not stored.

import { all, make, one, write } from "./page.js";
import { post } from "./api.js";
import { clock } from "./rules/spoken.js";
import { say, zone } from "./words.js";

export function talk(section, incidentOf) {
  if (!section) return { add() {} };
  const list = one("[data-messages]", section);
  const said = one("[data-said]", section);
  const seen = new Set(all("li", list).map((li) => li.dataset.id).filter(Boolean));

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
        const stored = await post(`/incidents/${incidentOf()}/messages`, { text });
        if (typed) form.reset();
        write(said, say("sent"));
        if (stored.id) add({ message: { ...stored, text, mine: true } });
      } catch {
        write(said, say("not_said"));
      }
    });
  }

  function add(data) {
    const message = data.message || data;
    const id = message.id && String(message.id);
    if (id && seen.has(id)) return;
    if (id) seen.add(id);
    const at = message.at ? clock(Date.parse(message.at), zone).slice(0, 5) : "";
    const author = message.mine ? say("you") : message.author || message.by || message.from || "";
    list.append(make("li", { "data-mine": Boolean(message.mine), "data-id": id },
      make("small", {}, [author, at].filter(Boolean).join(" · ")), message.text));
  }
  return { add };
}
