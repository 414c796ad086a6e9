// One event stream per browser and door. A browser allows six connections to an origin over HTTP/1.1, and six open
// streams would starve every claim: the tab that holds a lock reads the stream and tells the other tabs.
// Where there are no locks (browsers before 2022) each tab reads its own.

import { wait } from "./rules/backoff.js";
import { door } from "./page.js";

/** listen({events, onEvent(name, data), onState("open" | "lost")}) */
export function listen({ events, onEvent, onState = () => {}, position = document.documentElement.dataset.position }) {
  const shared = "locks" in navigator && "BroadcastChannel" in window;
  if (!shared) {
    follow({ events, position, onEvent, onState });
    return;
  }
  const name = `siharat-stream-${door}`;
  const channel = new BroadcastChannel(name);
  let last = position;
  channel.onmessage = ({ data }) => {
    if (data.ask) return;
    if (data.id) last = data.id;
    if (data.state) onState(data.state);
    else onEvent(data.name, data.data);
  };
  channel.postMessage({ ask: true });
  navigator.locks.request(name, () => new Promise(() => {
    let state = "lost";
    channel.onmessage = ({ data }) => { if (data.ask) channel.postMessage({ state }); };
    follow({
      events, position: last,
      onEvent(event, data, id) { channel.postMessage({ name: event, data, id }); onEvent(event, data); },
      onState(now) { state = now; channel.postMessage({ state }); onState(now); },
    });
  }));
}

/** A stream cannot tell why it was refused. Who has been signed out is shown the way in, instead of a light that waits
 * for ever. */
async function askWhoWeAre() {
  const answer = await fetch("/api/v1/me", { headers: { "x-siharat-door": door } }).catch(() => null);
  if (answer?.status === 401) location.reload();
}

function follow({ events, position, onEvent, onState }) {
  let last = position;
  let tries = 0;
  let source = null;
  // A phone that changes networks may hold a dead connection for minutes: when it says that it is back, we ask anew.
  window.addEventListener("offline", () => onState("lost"));
  window.addEventListener("online", () => { if (source) { source.close(); open(); } });
  const open = () => {
    const query = last ? `&last_event_id=${encodeURIComponent(last)}` : "";
    source = new EventSource(`/api/v1/stream?door=${door}${query}`);
    source.onopen = () => { tries = 0; onState("open"); };
    const mine = source;
    mine.onerror = () => {
      onState("lost");
      if (mine.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      setTimeout(() => { if (mine === source) open(); }, wait(tries++, Math.random()));
      if (tries === 2) askWhoWeAre();
    };
    for (const name of events) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        onEvent(name, JSON.parse(event.data), event.lastEventId);
      });
    }
  };
  open();
}
