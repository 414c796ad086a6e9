// Passkey first: a finger or a face instead of a password. The form below works for who has none.

import { post } from "./api.js";
import { passkeyButton } from "./entrance.js";
import { door } from "./page.js";
import { ask } from "./passkey.js";

passkeyButton(async () => {
  const credential = await ask(await post("/sign-in/options"));
  await post("/sign-in/passkey", { credential, door });
  location.assign(`/${door}`);
}, { wrong_credentials: "passkey_unknown" });
