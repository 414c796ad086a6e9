// How the live map looks, in the page's own colours: the ground, tiles where there are some, and what stands upon it.
// Names are drawn from the fonts of this machine: no glyphs are fetched. Pure.

export const EMPTY = { type: "FeatureCollection", features: [] };
export const LAYERS = { // what a key switches on and off
  officers: ["ways", "officers", "officer-names"], reports: ["reports", "report-counts"], coverage: ["coverage"],
  names: ["names"], tiles: ["tiles", "water", "roads", "roads-other", "buildings", "buildings-other"],
};
const STATES = ["match", ["get", "state"], "ringing", "alarm", "on_scene", "safe", "closed", "safe", "move"];
const MOODS = { ringing: "alarm", unanswered: "alarm", open: "move", silent: "gold" };

const points = (more = { promoteId: "id" }) => ({ type: "geojson", data: EMPTY, ...more });
const layer = (id, type, source, paint, layout = {}, more = {}) => ({ id, type, source, paint, layout, ...more });
const written = (colours, field, size) => [
  { "text-color": colours.landInk, "text-halo-color": colours.land, "text-halo-width": 1.5 },
  { "text-field": field, "text-font": ["Noto Sans"], "text-size": size, "text-max-width": 7 },
];

/** `colours`: by the names of the design's tokens. `tiles`: {kind: "raster" | "vector", source} or null. `size`: of what is
 *  read, 1 at a table and more on a wall. */
export function style(colours, tiles = null, size = 1) {
  return {
    version: 8, name: "Siharat",
    sources: {
      ...(tiles ? { tiles: tiles.source } : {}), areas: points({ promoteId: "key" }), names: points(), coverage: points(), reports: points({ cluster: true, clusterRadius: 44 }),
      officers: points(), incidents: points(),
    },
    layers: [...ground(colours, tiles), ...names(colours, size), ...work(colours), ...people(colours, size), ...calls(colours, size)],
  };
}

function ground(colours, tiles) {
  const mood = ["match", ["coalesce", ["feature-state", "mood"], ""], ...Object.entries(MOODS).flatMap(([key, name]) => [key, colours[name]]), colours.landLine];
  const lit = ["case", ["in", ["coalesce", ["feature-state", "mood"], ""], ["literal", Object.keys(MOODS)]], 0.22, tiles ? 0.12 : 1];
  const below = ["case", ["in", ["coalesce", ["feature-state", "mood"], ""], ["literal", Object.keys(MOODS)]], mood, colours.land];
  return [
    { id: "paper", type: "background", paint: { "background-color": colours.paper } },
    ...(tiles ? tiled(colours, tiles.kind) : []),
    layer("land", "fill", "areas", { "fill-color": below, "fill-opacity": lit }),
    layer("borders", "line", "areas", { "line-color": mood, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1, 14, 2] }),
  ];
}

/** Of vector tiles what the two common ways of naming layers share: Protomaps' and OpenMapTiles'. */
function tiled(colours, kind) {
  if (kind === "raster") return [layer("tiles", "raster", "tiles", { "raster-fade-duration": 0 })];
  const of = (id, type, from, paint) => layer(id, type, "tiles", paint, {}, { "source-layer": from });
  return [
    of("water", "fill", "water", { "fill-color": colours.moveWash }),
    ...["roads", "transportation"].map((from, index) => of(index ? "roads-other" : "roads", "line", from, { "line-color": colours.landLine, "line-width": ["interpolate", ["linear"], ["zoom"], 10, 0.6, 16, 4] })),
    ...["buildings", "building"].map((from, index) => of(index ? "buildings-other" : "buildings", "fill", from, { "fill-color": colours.landLine, "fill-opacity": 0.35 })),
  ];
}

function named(colours, size) {
  const [paint, layout] = written(colours, ["get", "name"], ["interpolate", ["linear"], ["zoom"], 9, 10 * size, 12, 13 * size, 15, 17 * size]);
  return layer("names", "symbol", "names", paint, { ...layout, "symbol-sort-key": ["coalesce", ["get", "rank"], 0] });
}

function names(colours, size) {
  return [
    named(colours, size),
    layer("coverage", "symbol", "coverage", { ...written(colours, "", 0)[0], "text-color": ["case", [">=", ["*", 10, ["get", "ready"]], ["*", 8, ["get", "phones"]]], colours.safe, colours.gold] },
      { ...written(colours, ["get", "said"], 15 * size)[1], visibility: "none", "text-allow-overlap": true, "text-offset": [0, -1.2] }),
  ];
}

function work(colours) {
  return [
    layer("reports", "circle", "reports", { "circle-color": colours.gold, "circle-stroke-color": colours.paper, "circle-stroke-width": 2,
      "circle-radius": ["case", ["has", "point_count"], ["interpolate", ["linear"], ["get", "point_count"], 2, 10, 40, 20], 5] }),
    layer("report-counts", "symbol", "reports", { "text-color": colours.onGold },
      { "text-field": ["to-string", ["get", "point_count"]], "text-font": ["Noto Sans"], "text-size": 12, "text-allow-overlap": true }, { filter: ["has", "point_count"] }),
  ];
}

function people(colours, size) {
  const place = ["==", ["geometry-type"], "Point"];
  const faded = ["match", ["get", "age"], "now", 1, "old", 0.65, 0.3];
  return [
    layer("ways", "line", "officers", { "line-color": colours.move, "line-width": 3, "line-dasharray": [0.2, 2.4] }, { "line-cap": "round" }, { filter: ["==", ["geometry-type"], "LineString"] }),
    layer("officers", "circle", "officers", { "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 4 * size, 14, 9 * size], "circle-color": colours.move, "circle-opacity": faded,
      "circle-stroke-color": colours.paper, "circle-stroke-width": 3, "circle-stroke-opacity": faded }, {}, { filter: place }),
    layer("officer-names", "symbol", "officers", { "text-color": colours.ink, "text-halo-color": colours.paper, "text-halo-width": 1.5, "text-opacity": faded },
      { "text-field": ["get", "said"], "text-font": ["Noto Sans"], "text-size": 13 * size, "text-offset": [0, 1.2], "text-anchor": "top", "text-optional": true }, { minzoom: 13, filter: place }),
  ];
}

function calls(colours, size) {
  const ringing = ["==", ["get", "state"], "ringing"];
  const halo = (radius, opacity) => [{ "circle-color": colours.alarm, "circle-radius": radius * size, "circle-opacity": opacity }, {}, { filter: ringing }];
  return [
    layer("halo-far", "circle", "incidents", ...halo(52, 0.1)), layer("halo-near", "circle", "incidents", ...halo(32, 0.16)),
    layer("hand", "circle", "incidents", { "circle-radius": 26 * size, "circle-opacity": 0, "circle-stroke-width": 3, "circle-stroke-color": colours.ink }, {}, { filter: ["get", "chosen"] }),
    layer("incidents", "symbol", "incidents", {}, { "icon-image": STATES, "icon-size": size, "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["case", ringing, 1, 0] }),
  ];
}
