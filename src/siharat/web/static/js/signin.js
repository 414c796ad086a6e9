// Passkey first: a finger or a face instead of a password. The form below works for who has none.

import { csrf, one, show, write } from "./page.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "X-Siharat-Door": "petugas" },
  });
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.detail);
  return document;
}

async function enter() {
  const asked = await post("/petugas/masuk/kunci", {});
  const found = await navigator.credentials.get({
    publicKey: {
      ...asked, challenge: bytes(asked.challenge),
      allowCredentials: (asked.allowCredentials || []).map((each) => ({ ...each, id: bytes(each.id) })),
    },
  });
  const { response } = found;
  await post("/petugas/masuk/kunci/jawab", {
    id: found.id, rawId: text(found.rawId), type: found.type,
    response: {
      authenticatorData: text(response.authenticatorData), clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature), userHandle: response.userHandle && text(response.userHandle),
    },
  });
  location.assign("/petugas");
}

if (window.PublicKeyCredential && one("[data-passkey]").dataset.passkey === "on") {
  show(one("[data-passkey]"), true);
  one("[data-passkey-button]").addEventListener("click", () => {
    enter().catch((error) => { if (error.name !== "NotAllowedError") write(one("[data-wrong]"), error.message); });
  });
}
