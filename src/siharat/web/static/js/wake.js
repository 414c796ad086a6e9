// Keeps the screen on while it matters: an alarm that dims after thirty seconds is half an alarm.

let lock = null;
let wanted = false;

export async function keepAwake(on) {
  wanted = on;
  if (!("wakeLock" in navigator)) return;
  if (!on && lock) {
    lock.release().catch(() => {});
    lock = null;
  } else if (on && !lock && !document.hidden) {
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (lock) lock.addEventListener("release", () => { lock = null; });
  }
}

document.addEventListener("visibilitychange", () => { if (wanted && !document.hidden) keepAwake(true); });
