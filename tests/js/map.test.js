import assert from "node:assert/strict";
import test from "node:test";
import { aim, bounds, free, fresh, moved, released, RESTS_MS, wider } from "../../src/siharat/web/static/js/rules/camera.js";
import { difference, freshness, heardLately, incidentMarks, LASTS_MS, nameMarks, officerMarks, placeAfter, wayMarks, without } from "../../src/siharat/web/static/js/rules/marks.js";
import { EMPTY, LAYERS, style } from "../../src/siharat/web/static/js/rules/map_style.js";
import { hush, HUSH_MS, level, light, said as called } from "../../src/siharat/web/static/js/rules/desk_sound.js";
import { queue, hear } from "../../src/siharat/web/static/js/rules/board.js";

const WHOLE = [114.6, -3.6, 115, -3.3];
const HERE = { lat: -3.44, lon: 114.82 };
const FAR = { lat: -3.58, lon: 114.62 };
const asked = (more) => ({ incident: "a", places: [HERE], view: WHOLE, whole: WHOLE, now: 0, ...more });

test("the map goes to the incident in hand, once, and stays while it can be seen", () => {
  const first = aim(fresh(), asked());
  const [west, south, east, north] = first.box;
  assert.ok(west < HERE.lon && HERE.lon < east && south < HERE.lat && HERE.lat < north);
  assert.equal(aim(first.camera, asked({ view: first.box })).box, null);
});

test("it goes after an officer who leaves the view, and to the whole area when nothing is in hand", () => {
  const { camera, box } = aim(fresh(), asked());
  const wider = aim(camera, asked({ view: box, places: [HERE, FAR] })).box;
  assert.ok(wider[0] < FAR.lon && wider[1] < FAR.lat && wider[2] > HERE.lon && wider[3] > HERE.lat);
  assert.equal(aim(camera, asked({ view: box, incident: "", places: [] })).box, WHOLE);
  assert.equal(aim(aim(fresh(), asked({ incident: "", places: [] })).camera, asked({ incident: "", places: [] })).box, null);
});

test("it never takes the view from who moved it, gives it back after a minute, and at once when asked", () => {
  const mine = moved(aim(fresh(), asked()).camera, 1000);
  for (const more of [{ incident: "b" }, { places: [HERE, FAR] }, { incident: "", places: [] }]) {
    assert.equal(aim(mine, asked({ now: 1000 + RESTS_MS - 1, ...more })).box, null);
  }
  assert.ok(free(mine, 1000 + RESTS_MS));
  assert.ok(aim(mine, asked({ now: 1000 + RESTS_MS })).box);
  assert.ok(aim(released(mine), asked({ now: 1001 })).box);
});

test("an incident that nobody knows the place of is shown as the area", () => {
  assert.equal(aim(fresh(), asked({ places: [{ lat: null, lon: undefined }] })).box, WHOLE);
  assert.equal(aim(aim(fresh(), asked()).camera, asked({ incident: "b", places: [{ lat: null, lon: null }] })).box, WHOLE);
});

test("the map can be moved one station's size beyond its area, and no farther", () => {
  const features = [{ geometry: { coordinates: [[[[114.6, -3.6], [115, -3.4]]]] } }, { geometry: { coordinates: [[[114.8, -3.3, 20]]] } }];
  assert.deepEqual(bounds({ features }), [114.6, -3.6, 115, -3.3]);
  assert.deepEqual(wider([0, 0, 4, 3]), [-4, -3, 8, 6]);
});

test("each area's name is written in its middle, the worst first, with a word on how it stands", () => {
  const features = [{ properties: { key: "63.72", name: "Polres Banjarbaru", middle: [114.8, -3.4] } }];
  assert.deepEqual(nameMarks({ features }).features[0].properties, { id: "63.72", name: "Polres Banjarbaru" });
  const [named] = nameMarks({ features }, (key, name) => ({ rank: 1, name: `${name} ${key}` })).features;
  assert.deepEqual([named.properties, named.geometry.coordinates], [{ id: "63.72", rank: 1, name: "Polres Banjarbaru 63.72" }, [114.8, -3.4]]);
});

const said = (id, lat, at, incident = "i") => ({ incident: { id: incident, status: "responding" }, from: { kind: "officer", id, name: `Bripda ${id}` }, lat, lon: 114.8, at: new Date(at).toISOString() });
const words = (ms) => `${Math.round(ms / 60000)} mnt`;

const people = (...events) => new Map(events.map((event) => [event.from.id, placeAfter(undefined, event)]));

test("an officer's place is the newest, grows pale, and goes: with its incident, or after half an hour", () => {
  const officers = people(said("x", -3.4, 60000), said("y", -3.5, 60000, "other"));
  assert.equal(placeAfter(officers.get("x"), said("x", -3.5, 1000)), officers.get("x"), "an older one that comes late");
  assert.equal(placeAfter(officers.get("x"), said("x", -3.5, 61000)).lat, -3.5);
  assert.deepEqual([...officerMarks(officers, 60000, words).values()].map((each) => each.properties.said), ["Bripda x", "Bripda y"]);
  assert.match([...officerMarks(officers, 60000 + 240000, words).values()][0].properties.said, /4 mnt$/);
  assert.deepEqual([0, 119999, 120000, 600000].map(freshness), ["now", "now", "old", "pale"]);
  assert.deepEqual([...without(officers, "i").keys()], ["y"]);
  assert.equal(heardLately(officers, 60001), officers);
  assert.equal(heardLately(officers, 60000 + LASTS_MS).size, 0);
});

test("a citizen's place, one without degrees and one without a time are nobody's among the officers", () => {
  assert.equal(placeAfter(undefined, { ...said("x", -3.4, 0), from: { kind: "citizen" } }), undefined);
  assert.equal(placeAfter(undefined, said("x", null, 0)), undefined);
  assert.equal(placeAfter(undefined, { ...said("x", -3.4, 0), at: null }), undefined);
});

test("only what changed is told, and nothing when nothing did", () => {
  const rows = [{ id: "i", code: "A", status: "ringing", lat: -3.4, lon: 114.8 }, { id: "j", code: "B", status: "claimed", lat: null, lon: null }];
  const before = incidentMarks(rows, null);
  assert.deepEqual([...before.keys()], ["i"]);
  assert.equal(difference(before, incidentMarks(rows, null)), null);
  const after = incidentMarks([{ ...rows[0], status: "claimed" }, { ...rows[1], lat: -3.5, lon: 114.7 }], "i");
  const told = difference(before, after);
  assert.deepEqual(told.add.map((each) => each.id), ["j"]);
  assert.deepEqual(told.update, [{ id: "i", addOrUpdateProperties: [{ key: "state", value: "claimed" }, { key: "chosen", value: true }] }]);
  assert.deepEqual(difference(after, new Map()), { remove: ["i", "j"], add: [], update: [] });
  const moves = difference(before, incidentMarks([{ ...rows[0], lat: -3.41 }], null)).update;
  assert.deepEqual(moves, [{ id: "i", newGeometry: { type: "Point", coordinates: [114.8, -3.41] }, addOrUpdateProperties: [] }]);
});

test("lines lead from who goes there to the incident in hand, and to no other", () => {
  const officers = people(said("x", -3.4, 0), said("y", -3.5, 0, "other"));
  const incident = { id: "i", status: "responding", lat: -3.44, lon: 114.82 };
  assert.deepEqual([...wayMarks(officers, incident).keys()], ["way x"]);
  assert.equal(wayMarks(officers, { ...incident, status: "closed" }).size + wayMarks(officers, undefined).size, 0);
});

const COLOURS = Object.fromEntries(["ink", "paper", "alarm", "move", "safe", "gold", "onGold", "land", "landLine", "landInk", "moveWash"].map((name) => [name, "#123456"]));

test("every layer has its source, its colours and its key; without tiles nothing is fetched", () => {
  for (const kind of [null, "raster", "vector"]) {
    const made = style(COLOURS, kind && { kind, source: { type: kind, tiles: [] } });
    assert.ok(!JSON.stringify(made).includes("http") && !("glyphs" in made) && !("sprite" in made));
    for (const each of made.layers) {
      assert.ok(each.type === "background" || each.source in made.sources, each.id);
      assert.ok(Object.values(each.paint).every((value) => value !== undefined), each.id);
    }
    const known = Object.values(LAYERS).flat();
    assert.equal(new Set(made.layers.map((each) => each.id)).size, made.layers.length);
    for (const key of ["officers", "reports", "coverage", "names"]) assert.ok(LAYERS[key].every((id) => made.layers.some((each) => each.id === id)), key);
    assert.equal(made.layers.some((each) => LAYERS.tiles.includes(each.id)), kind !== null);
    assert.ok(known.length === new Set(known).size);
  }
  assert.equal(EMPTY.features.length, 0);
});

test("on a wall its names and its marks grow together, and nothing else", () => {
  const [table, wall] = [1, 1.5].map((size) => style(COLOURS, null, size).layers);
  const written = (layers) => layers.find((each) => each.id === "names").layout["text-size"];
  assert.deepEqual(written(wall).slice(3), written(table).slice(3).map((each, index) => (index % 2 ? each * 1.5 : each)));
  assert.deepEqual([table, wall].map((layers) => layers.find((each) => each.id === "incidents").layout["icon-size"]), [1, 1.5]);
  assert.deepEqual(wall.map((each) => each.id), table.map((each) => each.id));
});

test("a screen that is never loaded anew keeps twelve of those that are over, and all that are open", () => {
  let rows = {};
  const event = (id, status, closed) => ({ incident: { id, code: id, status }, mode: "loud", closed_at: closed && new Date(closed).toISOString() });
  for (let n = 1; n <= 500; n++) rows = hear(rows, "incident", event(`${n}`, n % 100 ? "closed" : "claimed", n % 100 && n * 1000));
  assert.equal(Object.keys(rows).length, 12 + 5);
  assert.deepEqual(queue(rows).done.map((row) => row.id).slice(0, 2), ["499", "498"]);
});

test("the desk sounds for what rings, softly for a drill, and again a minute after it was hushed", () => {
  const rows = [{ id: "a", status: "ringing" }, { id: "b", status: "claimed" }, { id: "d", status: "ringing", drill: true }];
  assert.equal(level(rows, {}, 0), "full");
  assert.equal(level(rows.slice(1), {}, 0), "soft");
  assert.equal(level([rows[1]], {}, 0), "none");
  const hushed = hush(rows, 1000);
  assert.equal(level(rows, hushed, 1000 + HUSH_MS - 1), "none");
  assert.equal(level([...rows, { id: "new", status: "ringing" }], hushed, 1001), "full", "another alarm was not hushed");
  assert.equal(level(rows, hushed, 1000 + HUSH_MS), "full");
  assert.deepEqual([light(false, "full"), light(true, "full"), light(true, "none")], ["mute", "sounding", "ready"]);
  assert.deepEqual(["mute", "sounding", "ready"].map((state) => called(state, false)), ["sound.mute", "sound.sounding", "sound.ready"]);
  assert.deepEqual(["mute", "sounding", "ready"].map((state) => called(state, true)), ["sound.mute.touch", "sound.sounding.touch", "sound.ready"]);
});
