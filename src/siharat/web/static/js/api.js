// What the page asks of the server. Every change carries the door it came through and proof that our page sent it.

import { csrf, door } from "./page.js";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code || "";
    this.problem = problem;
  }
}

/** POSTs JSON to /api/v1; the answer's document, or Refused, or another error when there is no network, or no answer
 *  within `patience` ms. */
export async function post(path, body = {}, { method = "POST", patience = 60000 } = {}) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience);
  try {
    return await read(await fetch(`/api/v1${path}`, {
      method, credentials: "same-origin", keepalive: true, signal: stop.signal,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "X-Siharat-Door": door },
      body: JSON.stringify(body),
    }));
  } finally {
    clearTimeout(late);
  }
}

export async function get(path) {
  return read(await fetch(`/api/v1${path}`, { credentials: "same-origin", headers: { "X-Siharat-Door": door } }));
}

async function read(answer) {
  const document = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, document);
  return document;
}
