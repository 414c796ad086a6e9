// Lines of the log in words. Pure. The server's twin is web/command/lines.py; tests/web/faces/timeline.json holds both.

import { fill } from "./spoken.js";

const UNTOLD = ["location"];

export function timeline(lines, say) {
  const found = [];
  let waves = false;
  for (const line of lines) {
    const key = keyOf(line, say);
    if (!key) continue;
    if (waves && key === "rang.again") found.pop(); // of many waves in a row only the last is told
    const by = { citizen: say("citizen"), system: say("system") }[line.by] || line.by;
    found.push({ at: line.at, words: fill(say(`line.${key}`), { ...line, by, stations: (line.stations || []).join(", "), whom: whom(line, say), officers: (line.officers || []).join(", "), reason: line.reason || "", text: line.text || "–" }) });
    waves = key === "rang.again";
  }
  return found;
}

function keyOf(line, say) {
  if (UNTOLD.includes(line.kind)) return null;
  if (line.kind === "rang") return line.wave === 1 ? "rang" : "rang.again";
  if (line.kind === "climbed") return climbed(line);
  const exact = `${line.kind}.${line.road || line.outcome || line.status || line.mode || line.how}`;
  if (say(`line.${exact}`)) return exact;
  return say(`line.${line.kind}`) ? line.kind : null;
}

/** What the step came to. Where no station stands above, it came to nothing, and nothing is told. Lines of older
 *  versions tell what was planned. */
function climbed({ whom, stations, channels, reached, means, lacks }) {
  const above = whom === "above";
  if (above && !stations.length) return null;
  if (above && !channels.length) return "climbed.sees";
  if (reached === undefined) return above ? "climbed.above" : "climbed.unknown";
  return above && means === "app" ? "climbed.joins" : `climbed.${means || lacks}`;
}

/** Whom the step means, or who stood in for them. */
function whom(line, say) {
  return line.kind === "climbed" ? say(`whom.${line.whom}.${line.reached}`) || say(`whom.${line.whom}`) : "";
}
