// The command centre by keyboard. What carries `data-key` is touched by that key; `?` lists all that there is now.

import { all, make, one, write } from "./page.js";
import { meant } from "./rules/keys.js";
import { phrase } from "./words.js";

const typing = ({ target }) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
const there = (node) => node.getClientRects().length > 0;

/** `on`: what else a letter does. */
export function keys(on) {
  document.addEventListener("keydown", (event) => {
    const key = meant(event, { typing: typing(event) });
    if (!key) return;
    if (key === "Escape") leave(event.target);
    else if (key === "?") help(Object.keys(on));
    else if (on[key]) on[key]();
    else if (!touch(key)) return;
    event.preventDefault();
  });
}

/** A summary opens and its first field is ready to be typed into; a button or a link is pressed. */
function touch(key) {
  const node = all("[data-key]").find((each) => each.dataset.key === key && there(each));
  if (!node) return false;
  if (node.tagName !== "SUMMARY") {
    node.click();
    return true;
  }
  const fold = node.parentElement;
  fold.open = !fold.open;
  const first = fold.open ? one("input:not([type=hidden]), select, textarea, button", fold) : node;
  if (first) first.focus();
  return true;
}

/** One step out: the list of keys, the form of a call, an open fold; or only the field. */
function leave(target) {
  const open = one("dialog[open]");
  const fold = target.closest("details[open]");
  if (open) open.close();
  else if (one("[data-call]:not([hidden])")) one("[data-call-close]").click();
  else if (fold) {
    fold.open = false;
    one("summary", fold).focus();
    return;
  }
  target.blur();
}

/** What it does, in its own words; the key itself stands beside it. */
const named = (node) => node.getAttribute("aria-label") || Array.from(node.childNodes, (part) => (part.nodeName === "KBD" ? "" : part.textContent)).join("").trim();

function help(own) {
  const box = one("[data-keys]") || document.body.appendChild(make("dialog", { class: "keys", "data-keys": "", "aria-labelledby": "keys-title" }));
  const marked = all("[data-key]").filter(there).map((node) => [node.dataset.key, named(node)]);
  const listed = [...own.map((key) => [key, phrase(`key.${key}`)]), ...marked, ["?", phrase("key.?")], ["Esc", phrase("key.Esc")]];
  const close = make("button", { class: "button", type: "button" }, phrase("keys.close"));
  close.addEventListener("click", () => box.close());
  const title = make("h2", { id: "keys-title" });
  write(title, phrase("keys"));
  box.replaceChildren(title, make("dl", {}, ...listed.flatMap(([key, words]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)])), close);
  if (!box.open) box.showModal();
}
