// The dialler was asked for, or the number touched: when the server hears that a call begins.

import { post } from "./api.js";
import { now, one, show } from "./page.js";
import { MOMENT_MS, opened } from "./rules/dialling.js";

const MARK = "#telepon";
let leaving = false;
addEventListener("pagehide", () => { leaving = true; });

/** Where the page of an incident goes on looking for the dialler. */
export const marked = (page) => page + MARK;

/** The claim is kept by it. The request outlives the page. */
export async function started(id, again = true) {
  show(one("[data-lapse]"), false);
  if (one("[data-outcome]")) one("[data-outcome]").removeAttribute("data-later");
  await post(`/incidents/${id}/call-backs`, { outcome: "started" })
    .catch(() => { if (again) setTimeout(() => started(id, false), 1000); });
}

/** Covered within a moment, the call begins. Where nothing came nobody hears of one, and the claim lapses in time. */
export function watch(id) {
  const asked = now();
  const look = () => {
    if (!opened({ hidden: document.hidden, leaving, after: now() - asked })) return;
    end();
    started(id);
  };
  const over = setTimeout(end, MOMENT_MS);
  function end() {
    clearTimeout(over);
    document.removeEventListener("visibilitychange", look);
    if (location.hash === MARK) history.replaceState(null, "", location.pathname);
  }
  document.addEventListener("visibilitychange", look);
  look();
}

/** On the page of an incident that one has just taken: the dialler may come over this page as over the one before. */
export function carryOn(id) {
  const outcome = one("[data-outcome]");
  if (location.hash === MARK && outcome && outcome.hasAttribute("data-later")) watch(id);
}
