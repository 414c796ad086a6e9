// Small hands for the page. Text goes in as text, never as markup.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** make("li", {class: "x", "data-state": "now"}, "text", node): attributes and children, nothing parsed. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Writes only what changed, so that a screen reader is not told the same twice. */
export function write(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

export function show(node, visible) {
  if (node) node.hidden = !visible;
}

/** A JSON block of the page. */
export function data(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : null;
}

export const html = document.documentElement;
const skew = (Number(html.dataset.now) || Date.now()) - Date.now();
/** The server's time, as near as we know it: phones' clocks are wrong. The page kept for offline use knows none. */
export const now = () => Date.now() + skew;

export const door = html.dataset.door;
export const csrf = (one('meta[name="csrf"]') || {}).content || "";
