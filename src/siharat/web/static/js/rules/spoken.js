// Times, numbers and distances as a person reads them. The server says them the same way (web/moments.py);
// tests/web/faces/spoken.json holds both to it.

export const ID_UNITS = ["dtk", "mnt", "jam"];

const two = (n) => String(n).padStart(2, "0");

/** "21.14.05" at the station, whatever zone the phone believes it is in. */
export function clock(at, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date(at));
  const part = (type) => parts.find((p) => p.type === type).value;
  return `${part("hour")}.${part("minute")}.${part("second")}`;
}

/** "8 dtk", "3 mnt 20", "1 jam 05": never rounded up, a time must not flatter. */
export function elapsed(milliseconds, units = ID_UNITS) {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  if (seconds < 60) return `${seconds} ${units[0]}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} ${units[1]} ${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3600)} ${units[2]} ${two(Math.floor(seconds / 60) % 60)}`;
}

/** "3.048" in Indonesian, "3,048" in English. */
export function number(value, language = "id") {
  return String(value).replace(/\B(?=(\d{3})+$)/g, language === "en" ? "," : ".");
}

/** "8 m", "120 m", "1,2 km", "14 km" */
export function metres(distance, language = "id") {
  if (distance < 100) return `${Math.max(1, Math.round(distance))} m`;
  if (distance < 950) return `${Math.round(distance / 10) * 10} m`;
  if (distance < 9950) {
    const text = `${(Math.round(distance / 100) / 10).toFixed(1)} km`;
    return language === "en" ? text : text.replace(".", ",");
  }
  return `${Math.round(distance / 1000)} km`;
}

/** "0812-3456-7731": how the number is read aloud here. */
export function phone(number) {
  const local = number.startsWith("+62") ? `0${number.slice(3)}` : number;
  return [local.slice(0, 4), local.slice(4, 8), local.slice(8)].filter(Boolean).join("-");
}

/** Puts names into a phrase: fill("Diambil {officer}", {officer: "Bripka Andi"}). What is not known stays out. */
export function fill(phrase, names = {}) {
  return phrase.replace(/\{(\w+)\}/g, (_, name) => (names[name] === undefined || names[name] === null ? "" : String(names[name])));
}
