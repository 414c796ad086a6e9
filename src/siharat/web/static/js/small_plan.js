// The plan around one place: where they call from, and where this phone is.

import { boxAround, spot } from "./rules/projection.js";

const SVG = "http://www.w3.org/2000/svg";
const SEEN_PX = 350; // of a phone whose layout is not known yet

export function measures(svg) {
  const { west, north, perLon, perLat, metres, width } = svg.dataset;
  return { west: +west, north: +north, perLon: +perLon, perLat: +perLat, metres: +metres, width: +width };
}

export function shape(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export const intan = () => shape("path", { class: "intan", d: "M0-20 18-6 0 20-18-6Z" });
export const waves = () => [shape("circle", { class: "wave", r: 52 }), shape("circle", { class: "wave", r: 32 })];

export function showOn(svg, place, here) {
  if (!svg) return;
  svg.parentNode.hidden = false;
  const plan = measures(svg);
  const seen = svg.parentNode.getBoundingClientRect();
  const aspect = seen.width ? seen.height / seen.width : 0.5;
  const box = boxAround(plan, here ? [place, here] : [place], { aspect });
  const scale = box.width / (seen.width || SEEN_PX);
  svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.querySelector("[data-names]").setAttribute("font-size", 13 * scale);
  const marks = [mark(plan, place, "alarm", scale, [...waves(), intan()])];
  if (here) marks.unshift(mark(plan, here, "me", scale, [shape("circle", { class: "dot-mark", r: 9 })]));
  svg.querySelector("[data-spots]").replaceChildren(...marks);
}

export function mark(plan, place, kind, scale, children) {
  const { x, y } = spot(plan, place);
  return shape("g", { class: "spot", "data-kind": kind, transform: `translate(${x} ${y}) scale(${scale})` }, ...children);
}
