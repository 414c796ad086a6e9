// The quick way out: another page takes the place of this one in the history, so that "back" does not lead here.

import { all } from "./page.js";

for (const link of all("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
