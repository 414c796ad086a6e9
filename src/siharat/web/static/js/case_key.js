// A link may carry the key behind the #, which no server is sent. It opens the report and leaves the address bar.

import { one } from "./page.js";

const form = one("[data-key-form]");
const key = decodeURIComponent(location.hash.slice(1));

if (form && key) {
  history.replaceState(null, "", location.pathname);
  form.elements.key.value = key;
  form.submit();
}
