// Passkey first: a finger or a face instead of a password. The form below works for who has none.

import { post } from "./api.js";
import { passkeyButton } from "./entrance.js";
import { door } from "./page.js";
import { ask } from "./passkey.js";

passkeyButton(async () => {
  const credential = await ask(await post("/sign-in/options"));
  const entered = await post("/sign-in/passkey", { credential, door });
  location.assign(`/${entered.door || door}`); // who is never called to an alarm comes in at the desk
}, { wrong_credentials: "passkey_unknown" });
