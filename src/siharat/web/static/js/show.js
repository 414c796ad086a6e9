// Showing: place, camera and voice go only while they are switched on here, and stop with the page or the alarm.

import { all, csrf, make, one, show, write } from "./page.js";
import { fit } from "./rules/fit.js";
import { metres } from "./rules/spoken.js";
import { photos } from "./photos.js";
import { current, watch } from "./place.js";
import { language, phrase, say } from "./words.js";

const FRAME_MS = 2000;
const FRAME_SIDE = 800;
const PLACE_MS = 15000;
const LONGEST_VOICE_MS = 120000;
const key = one("[name=key]").value;
let over = false;

async function send(path, fields, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, key, csrf })) body.append(name, value);
  if (file) body.append("file", file, "file");
  const answer = await fetch(`/tunjukkan/${path}`, { method: "POST", credentials: "same-origin", body: file ? body : new URLSearchParams(body) });
  if (answer.status === 404 || answer.status === 409) ended();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
}

/** The alarm is closed, or the link is: nothing goes on. */
function ended() {
  over = true;
  camera.stop();
  voice.stop();
  const note = one("[data-failed]");
  write(note, phrase("over"));
  show(note, true);
  for (const form of all("form[data-report], form[data-here-form], [data-scripted]")) show(form, false);
}

const camera = {
  stream: null,
  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch {
      write(one("[data-live-said]"), phrase("live.none"));
      return;
    }
    const video = one("[data-view]");
    video.srcObject = this.stream;
    show(video, true);
    await video.play().catch(() => {});
    one("[data-live]").setAttribute("aria-pressed", "true");
    write(one("[data-live-said]"), phrase("live.on"));
    this.next(video);
  },
  async next(video) {
    if (!this.stream || over) return;
    const began = Date.now();
    if (!document.hidden && video.videoWidth) {
      const { width, height } = fit({ width: video.videoWidth, height: video.videoHeight }, FRAME_SIDE);
      const canvas = make("canvas", { width, height });
      canvas.getContext("2d").drawImage(video, 0, 0, width, height);
      const frame = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.7));
      try {
        await send("langsung", {}, frame);
        write(one("[data-live-said]"), phrase("live.on"));
      } catch {
        if (!over) write(one("[data-live-said]"), phrase("not_sent"));
      }
    }
    setTimeout(() => this.next(video), Math.max(0, FRAME_MS - (Date.now() - began)));
  },
  stop() {
    if (!this.stream) return;
    for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    show(one("[data-view]"), false);
    one("[data-live]").setAttribute("aria-pressed", "false");
    write(one("[data-live-said]"), phrase("live.off"));
    if (!over) send("berhenti", {}).catch(() => {});
  },
};

const voice = {
  recorder: null,
  async start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      write(one("[data-voice-said]"), phrase("voice.none"));
      return;
    }
    const parts = [];
    this.recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24000 });
    this.recorder.ondataavailable = ({ data }) => parts.push(data);
    this.recorder.onstop = async () => {
      for (const track of stream.getTracks()) track.stop();
      one("[data-voice]").setAttribute("aria-pressed", "false");
      if (over) return;
      const sent = await send("lampiran", {}, new Blob(parts)).then(() => "voice.sent", () => "not_sent");
      write(one("[data-voice-said]"), phrase(sent));
    };
    this.recorder.start();
    one("[data-voice]").setAttribute("aria-pressed", "true");
    write(one("[data-voice-said]"), phrase("voice.on"));
    setTimeout(() => this.stop(), LONGEST_VOICE_MS);
  },
  stop() {
    if (this.recorder && this.recorder.state === "recording") this.recorder.stop();
    this.recorder = null;
  },
};

const here = one("[data-here-form]");
if (here && "geolocation" in navigator) {
  let asked = false;
  let told = 0;
  show(here, true);
  const tell = async () => {
    const place = current();
    if (!place || over || Date.now() - told < PLACE_MS) return;
    told = Date.now();
    const sent = await send("lokasi", { lat: place.lat, lon: place.lon, accuracy_m: place.accuracy_m }).then(() => true, () => false);
    if (!over) write(one("[data-here]"), sent ? say("place.sent", { metres: metres(place.accuracy_m, language) }) : phrase("not_sent"));
  };
  here.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked) return;
    asked = true;
    watch((place) => { if (place) tell(); else write(one("[data-here]"), phrase("place.none")); });
  });
}

const can = "mediaDevices" in navigator;
show(one("[data-scripted]"), can);
show(one("[data-voice]"), can && "MediaRecorder" in window);
one("[data-live]").addEventListener("click", () => (camera.stream ? camera.stop() : camera.start()));
one("[data-voice]").addEventListener("click", () => (voice.recorder ? voice.stop() : voice.start()));
addEventListener("pagehide", () => { camera.stop(); voice.stop(); });
photos();
