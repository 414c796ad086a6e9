// What this phone does now: which alarm fills the screen, and how loud. Pure.

const open = (duty) => duty.state !== "closed";

/** {alarm: duty or null, together: duties near it, another: duty or null, sound: "full" | "soft" | "none"}
 *  While an officer is busy with an incident of their own, a second alarm does not take the screen from them:
 *  it stands above it as a band, and sounds softly. `inHand`: touched within the last seconds.
 *  `reading`: the incident whose page is open; the desk's word that one is sent there has arrived. */
export function decide(duties, { inHand = false, reading = null } = {}) {
  const all = Object.values(duties);
  // A real alarm goes before a drill, however late it comes, and nobody is too busy with a drill for it.
  const ringing = all.filter((duty) => duty.state === "ringing").sort((a, b) => Boolean(a.drill) - Boolean(b.drill) || a.raised_at - b.raised_at);
  const busy = all.some((duty) => open(duty) && (!duty.drill || ringing[0]?.drill) && (duty.state === "mine" || duty.movement === "en_route" || duty.movement === "on_scene"));
  const first = ringing[0] || null;
  if (!first) {
    const sent = all.find((duty) => duty.sent && duty.id !== reading && !["mine", "helping", "closed"].includes(duty.state)) || null;
    return { alarm: null, together: [], another: sent, sound: sent ? (busy || inHand ? "soft" : "full") : "none" };
  }
  if (busy) return { alarm: null, together: [], another: first, sound: "soft" };
  const near = (duty) => duty.bundle !== undefined && duty.bundle === first.bundle && !duty.drill === !first.drill;
  const rest = ringing.slice(1);
  return { alarm: first, together: rest.filter(near), another: rest.find((duty) => !near(duty)) || null, sound: inHand ? "soft" : "full" };
}

/** The duties for the list: ringing first, then one's own, then the newest. Closed ones are gone. */
export function listed(duties) {
  const rank = { ringing: 0, mine: 1, helping: 2 };
  return Object.values(duties).filter(open)
    .sort((a, b) => (rank[a.state] ?? 3) - (rank[b.state] ?? 3) || b.raised_at - a.raised_at);
}

/** Which receipts are still owed for a ring, in order: a receipt is sent once, however often it rings. */
export function owed(sent, duty, { visible, touched }) {
  if (!duty.rings) return [];
  const due = ["received", ...(visible ? ["shown"] : []), ...(visible && touched ? ["opened"] : [])];
  return due.filter((state) => !sent.has(`${duty.rings.id} ${state}`));
}
