// After the code: a passkey of this phone, and in. The password form below works for who cannot or will not.

import { post } from "./api.js";
import { passkeyButton } from "./entrance.js";
import { one } from "./page.js";
import { create } from "./passkey.js";

const { onward } = one("[data-onward]").dataset;

passkeyButton(async () => {
  const credential = await create(await post("/passkeys/options"));
  const done = await post("/passkeys", { credential, door: onward });
  location.assign(`/${done.door || "petugas"}`);
});
