// A button that prints, where there is a browser that can.

import { one, show } from "./page.js";

const button = one("[data-print]");
show(button, true);
button.addEventListener("click", () => window.print());
