// The band below the button while a press has not been sent: what is true, and what else can be done.

import { one, show, write } from "./page.js";
import { text } from "./by_sms.js";
import { elapsed } from "./rules/spoken.js";
import { phrase, say, units } from "./words.js";

const QUIET = ["sending", "sent", null];

export function unsent({ onSendOld, onDrop }) {
  const band = one("[data-unsent]");
  const words = {
    unsent: ({ saved }) => phrase(saved === false ? "not_saved" : "not_sent"),
    old: ({ at }) => say("old", { ago: elapsed(Date.now() - at, units) }),
    number: () => phrase("number"),
    refused: () => phrase("refused"),
  };
  words.offer = words.unsent;

  const link = one("[data-sms]");
  const number = link && link.getAttribute("href").split("?")[0];
  const writeSms = async (body) => { link.href = `${number}?body=${encodeURIComponent(await text(body))}`; };

  function tell(state, press) {
    const quiet = QUIET.includes(state);
    show(band, !quiet);
    if (quiet) { show(one("[data-unsent-ways]"), false); return; }
    write(one("[data-unsent-words]"), words[state](press || {}));
    if (state !== "unsent") show(one("[data-unsent-ways]"), state !== "old"); // once offered, offered until it is sent
    show(one("[data-unsent-old]"), state === "old");
    if (link && press && press.body) writeSms(press.body).catch(() => {}); // then it says TOLONG, and rings too
    band.scrollIntoView({ block: "nearest" });
    const phone = one("#phone");
    if (state === "number" && phone) phone.focus();
  }

  one("[data-send-old]").addEventListener("click", onSendOld);
  one("[data-drop-old]").addEventListener("click", () => { onDrop(); tell(null); });
  return tell;
}
