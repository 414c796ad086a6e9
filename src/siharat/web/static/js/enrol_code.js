// What stands behind the # of the scanned address goes into its fields, and out of the address. No server has seen it.
// Who comes in is still their own touch: an address that somebody sends lets nobody in by itself.

import { one } from "./page.js";
import { slipIn } from "./rules/code.js";

const { code, nrp } = slipIn(location.hash);
if (code) {
  one("[data-code]").value = code;
  history.replaceState(null, "", location.pathname + location.search);
  if (nrp) one("#nrp").value = nrp;
  one(nrp ? "form [data-rank=first]" : "#nrp").focus();
}
