// The map itself: MapLibre, fetched only where it can draw. Everything that stands on it is told to it as differences,
// and it tells back who moved it, who touched an incident, and where.

import { EMPTY, LAYERS, style } from "./rules/map_style.js";
import { bounds, wider } from "./rules/camera.js";
import { difference, nameMarks } from "./rules/marks.js";

const COLOURS = ["ink", "paper", "alarm", "move", "safe", "gold", "on-gold", "land", "land-line", "land-ink", "move-wash"];
const INTAN = [["alarm", "alarm"], ["move", "move"], ["safe", "safe"]];
const PATIENCE_MS = 15000;
const THUMB = "(pointer: coarse) and (max-width: 899px)"; // one finger scrolls the page there

/** Whether this machine can draw it at all. The context is given back: a browser has only so many. */
export function drawable() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (gl && gl.getExtension("WEBGL_lose_context")) gl.getExtension("WEBGL_lose_context").loseContext();
  return Boolean(gl);
}

/** onMoved() by the operator; onSettled() after any move; onChoose(id); onPoint({lat, lon}); onLost(lost) when the machine takes the picture away. */
export async function open(box, seed, { onMoved, onSettled, onChoose, onPoint, onLost }) {
  const [library, areas] = await Promise.all([import(seed.library), read(seed.areas)]);
  const tiles = seed.tiles ? await ground(library, seed).catch(() => null) : null;
  const whole = bounds(areas);
  const map = new library.Map({
    container: box, style: style(colours(), tiles, size()), bounds: whole, fitBoundsOptions: { padding: 24 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0,
    renderWorldCopies: false, maxBounds: wider(whole), maxZoom: 18, locale: { "CooperativeGesturesHandler.MobileHelpText": seed.fingers },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  yieldTo(matchMedia(THUMB), map);
  map.on("error", () => {}); // a tile that does not come: the ground stays plain there
  for (const name of ["movestart", "moveend"]) map.on(name, (event) => { if (event.originalEvent) onMoved(); });
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["incidents"] });
    if (found) onChoose(found.properties.id);
    else onPoint({ lat: event.lngLat.lat, lon: event.lngLat.lng });
  });
  map.on("webglcontextlost", () => onLost(true));
  map.on("webglcontextrestored", () => { intans(map); onLost(false); });
  await loaded(map);
  intans(map);
  map.getSource("areas").setData(areas);
  map.getSource("names").setData(nameMarks(areas));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => recolour(map, tiles));
  map.on("moveend", onSettled);
  return view(map, whole, areas);
}

/** The map lets the page be scrolled over it, and says so to who tried to move it. */
function yieldTo(thumb, map) {
  const yielding = () => map.cooperativeGestures[thumb.matches ? "enable" : "disable"]();
  yielding();
  thumb.addEventListener("change", yielding);
}

function view(map, whole, areas) {
  const known = { incidents: new Map(), officers: new Map() };
  let moods = {};
  return {
    map, whole,
    /** The features of a source as they are now, by id; only what changed since is told. */
    put(name, features) {
      const changed = difference(known[name], features);
      known[name] = features;
      if (changed) map.getSource(name).updateData(changed);
      map.getContainer().dataset[name] = String(features.size); // for who looks at the page from outside
    },
    set(name, features) { map.getSource(name).setData({ ...EMPTY, features }); },
    name(words) { map.getSource("names").setData(nameMarks(areas, words)); },
    mood(found) {
      for (const id of Object.keys(moods)) if (!(id in found)) map.removeFeatureState({ source: "areas", id });
      for (const [id, mood] of Object.entries(found)) if (moods[id] !== mood) map.setFeatureState({ source: "areas", id }, { mood });
      moods = found;
    },
    toggle(key, visible) {
      for (const id of LAYERS[key]) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
    },
    seen() { const seen = map.getBounds(); return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()]; },
    look(box) { map.fitBounds(box, { padding: 24, maxZoom: 15, duration: 700 }); },
    zoom(by) { map.zoomTo(map.getZoom() + by, { duration: 200 }); },
    place() { const { lng, lat } = map.getCenter(); return { center: [lng, lat], zoom: map.getZoom() }; },
    jump(to) { map.jumpTo(to); },
    has: (key) => LAYERS[key].some((id) => map.getLayer(id)),
  };
}

async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-Siharat-Door": document.documentElement.dataset.door } });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

/** Tiles of pictures or of shapes: a PMTiles file says so itself, of an address its ending does. */
async function ground(library, { tiles, pmtiles }) {
  if (!/\.pmtiles(\?|$)/.test(tiles)) {
    const vector = /\.(pbf|mvt)(\?|$)/.test(tiles);
    return { kind: vector ? "vector" : "raster", source: { type: vector ? "vector" : "raster", tiles: [tiles], ...(vector ? { maxzoom: 14 } : { tileSize: 256 }) } };
  }
  await script(pmtiles);
  const { PMTiles, Protocol } = window.pmtiles;
  const archive = new PMTiles(new URL(tiles, location.href).href);
  const protocol = new Protocol();
  protocol.add(archive);
  library.addProtocol("pmtiles", protocol.tile);
  const kind = (await archive.getHeader()).tileType === 1 ? "vector" : "raster";
  return { kind, source: { type: kind, url: `pmtiles://${archive.source.getKey()}` } };
}

const script = (src) => new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: failed }));
});

const loaded = (map) => new Promise((done, failed) => {
  setTimeout(() => failed(new Error("the map did not come")), PATIENCE_MS);
  map.once("style.load", done);
});

function colours() {
  const now = getComputedStyle(document.documentElement);
  return Object.fromEntries(COLOURS.map((name) => [name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), now.getPropertyValue(`--${name}`).trim()]));
}

/** On a wall all that is read grows, and so does the page's own letter. */
const size = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

function recolour(map, tiles) {
  for (const { id, paint } of style(colours(), tiles, size()).layers) for (const [key, value] of Object.entries(paint)) map.setPaintProperty(id, key, value);
  intans(map);
}

/** The diamond that the land is known for, in each of its colours. */
function intans(map) {
  const known = colours();
  for (const [name, token] of INTAN) {
    const pen = Object.assign(document.createElement("canvas"), { width: 80, height: 88 }).getContext("2d");
    pen.translate(40, 44);
    pen.beginPath();
    for (const [x, y] of [[0, -38], [34, -11], [0, 38], [-34, -11]]) pen.lineTo(x, y);
    pen.closePath();
    Object.assign(pen, { fillStyle: known[token], strokeStyle: "#fff", lineWidth: 5, lineJoin: "round" });
    pen.fill();
    pen.stroke();
    const image = pen.getImageData(0, 0, 80, 88);
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: 2 });
  }
}
