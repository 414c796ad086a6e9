// A press in one SMS: written here as the server's own vectors have it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { webcrypto } from "node:crypto";
import { bytes, signed, words } from "../../src/siharat/web/static/js/rules/compact.js";

const vectors = JSON.parse(readFileSync(new URL("../alarm/compact_press.json", import.meta.url), "utf8"));
const HMAC = { name: "HMAC", hash: "SHA-256" };

for (const { name, press, key_id: id, key, text } of vectors) {
  test(`${name}: as the server reads it`, async () => {
    const { lat, lon, accuracy_m, located_at: at } = press;
    const body = { ...press, location: lat === null ? null : { lat, lon, accuracy_m, at } };
    const said = words(body, press.battery, id);
    const mine = await webcrypto.subtle.importKey("raw", bytes(key), HMAC, false, ["sign"]);
    const signature = await webcrypto.subtle.sign("HMAC", mine, new TextEncoder().encode(said));
    assert.equal(signed(said, new Uint8Array(signature)), text);
    assert.equal(words(body, press.battery, null), text.split(" ").slice(0, 8).join(" "));
  });
}
