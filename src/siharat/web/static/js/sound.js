// The alarm's sound: a rising two-tone figure, made here, no file. Browsers want one touch of the page before it may
// sound; until then `ready()` is false and the readiness light says so.

const FIGURE_S = 1.25;
/** Where the loudspeaker is taken or missing, a browser never says whether it may sound; nothing waits for that. */
const PATIENCE_MS = 500;
const LOUD = { full: 0.9, soft: 0.18 };
let context = null;
let timer = null;
let level = "none";
const waiting = new Set();

export const ready = () => Boolean(context) && context.state === "running";
export const onReady = (callback) => waiting.add(callback);

/** Must be called from a touch or a key. */
export async function unlock() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return;
  context = context || new Context();
  const awake = context.resume().then(() => { if (ready()) waiting.forEach((callback) => callback()); });
  await Promise.race([awake, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
}

/** A page that a touch of the one before led to may sound at once, also when it is loaded anew by itself: the browser
 *  says so. Without this whoever has just closed something stands on a mute page until the next touch. */
export function carryOn() {
  if (navigator.userActivation && navigator.userActivation.hasBeenActive) unlock();
}

/** "full", "soft" or "none". */
export function play(wanted) {
  if (wanted === level) return;
  level = wanted;
  clearInterval(timer);
  timer = null;
  if (level === "none") {
    if ("vibrate" in navigator && touched()) navigator.vibrate(0);
    return;
  }
  figure();
  timer = setInterval(figure, FIGURE_S * 1000);
}

/** Once, for a try. */
export function once() {
  level = "soft";
  figure();
  level = "none";
}

// Without a touch before, browsers refuse both sound and vibration; asking would only fill the console.
const touched = () => !navigator.userActivation || navigator.userActivation.hasBeenActive;

function figure() {
  if ("vibrate" in navigator && touched()) navigator.vibrate(level === "full" ? [450, 120, 450] : [120]);
  if (!ready()) return;
  const at = context.currentTime + 0.02;
  const out = context.createGain();
  const press = context.createDynamicsCompressor();
  out.gain.value = LOUD[level];
  out.connect(press);
  press.connect(context.destination);
  rise(out, at, 698, 932); // a fourth up …
  rise(out, at + 0.42, 932, 1397); // … and a fifth: no ring tone does that
}

/** One tone that climbs, with an overtone where the ear hears best through traffic. */
function rise(out, at, from, to) {
  for (const [shape, factor, share] of [["sawtooth", 1, 0.45], ["square", 2.01, 0.25], ["sine", 3, 0.3]]) {
    const voice = context.createOscillator();
    const gain = context.createGain();
    voice.type = shape;
    voice.frequency.setValueAtTime(from * factor, at);
    voice.frequency.exponentialRampToValueAtTime(to * factor, at + 0.3);
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(share, at + 0.02);
    gain.gain.setValueAtTime(share, at + 0.3);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.38);
    voice.connect(gain);
    gain.connect(out);
    voice.start(at);
    voice.stop(at + 0.4);
  }
}
