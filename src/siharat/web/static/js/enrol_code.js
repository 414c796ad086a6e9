// The code behind the # of the scanned address goes into its field, and out of the address. No server has seen it.

import { one } from "./page.js";
import { codeIn } from "./rules/code.js";

const code = codeIn(location.hash);
if (code) {
  one("[data-code]").value = code;
  history.replaceState(null, "", location.pathname + location.search);
  one("#nrp").focus();
}
