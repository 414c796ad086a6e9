// Somebody opened an identity: a line that stays until its reader has opened the page of looks. It makes no sound.

import { one, show, write } from "./page.js";
import { say } from "./words.js";

export function told({ unread, by }) {
  const card = one("[data-looks]");
  write(card.firstElementChild, say("looks", { n: unread, officer: by }));
  show(card, unread > 0);
}
