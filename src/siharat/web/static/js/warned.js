// Police warnings on this phone, switched on and off in calm. A worker of their own, so that nothing here can end the
// subscription by which an officer's phone rings.

import { one, show, write } from "./page.js";
import { get, post } from "./api.js";
import { drop, put, take } from "./keep.js";
import { subscription } from "./web_push.js";

const WORKER = "/sw-siaran.js";
const SCOPE = "/siaran";
const root = one("[data-warned]");

async function switchOn(key) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const registration = await active(await navigator.serviceWorker.register(WORKER, { scope: SCOPE }));
  const made = await subscription(registration, key);
  const station = one("select", root).value;
  const phone = await post("/warned-phones", { subscription: made.toJSON(), station });
  await put("warned", { id: phone.id, key: phone.key, station, push: key });
}

/** A subscription needs a worker that is awake. */
function active(registration) {
  const worker = registration.installing || registration.waiting;
  if (registration.active || !worker) return registration;
  return new Promise((resolve) => {
    worker.addEventListener("statechange", () => { if (worker.state === "activated") resolve(registration); });
  });
}

async function switchOff() {
  const { id, key } = await take("warned");
  await post(`/warned-phones/${id}`, { key }, { method: "DELETE" }).catch((refused) => { if (refused.status !== 404) throw refused; });
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  const made = registration && registration.scope.endsWith(SCOPE) ? await registration.pushManager.getSubscription() : null;
  if (made) await made.unsubscribe();
  await drop("warned");
  await drop("place");
}

async function draw(said = "") {
  const on = Boolean(await take("warned").catch(() => null));
  show(one("[data-off]", root), !on);
  show(one("[data-on]", root), on);
  write(one("[data-said]", root), said);
  show(one("[data-said]", root), Boolean(said));
}

async function begin() {
  const supported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const { public_key: key } = supported ? await get("/push-key").catch(() => ({})) : {};
  show(one("[data-cannot]", root), !key);
  if (!key) return;
  one("[data-switch-on]", root).addEventListener("click", () => deed(() => switchOn(key)));
  one("[data-switch-off]", root).addEventListener("click", () => deed(switchOff));
  await draw();
}

async function deed(work) {
  try {
    await work();
    await draw();
  } catch {
    await draw(Notification.permission === "granted" ? root.dataset.lost : root.dataset.denied);
  }
}

begin();
