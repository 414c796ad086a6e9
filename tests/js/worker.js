// The service worker in a room of its own, with a fake self, network, drawer and shelves.

import vm from "node:vm";
import { source } from "./shared.js";

export function worker({ answers = [], pages = [], device = null, press = null, drawer = {}, file = "sw.js", shelves = {}, network = null } = {}) {
  const heard = {};
  const calls = { shown: [], posts: [], opened: [], navigated: [], closed: [], kept: null, drawer: { device, press, ...drawer } };
  const registration = {
    showNotification: async (title, options) => { calls.shown.push({ title, ...options }); },
    getNotifications: async ({ tag }) => calls.shown.filter((each) => each.tag === tag)
      .map((each) => ({ data: each.data, close: () => calls.closed.push(each.tag) })),
    pushManager: { subscribe: async () => ({ toJSON: () => ({ endpoint: "new" }) }) },
  };
  const self = {
    addEventListener: (name, listener) => { heard[name] = listener; }, skipWaiting() {}, registration,
    location: { origin: "https://siharat.test" },
    clients: { claim: async () => {}, matchAll: async () => pages, openWindow: async (url) => { calls.opened.push(url); } },
  };
  const store = {
    get: (key) => ask(calls.drawer[key]), delete: (key) => { calls.drawer[key] = null; return ask(); },
    put: (value, key) => { calls.kept = calls.drawer[key] = value; return ask(); },
  };
  const ask = (result) => { const asked = { result }; queueMicrotask(() => asked.onsuccess()); return asked; };
  const indexedDB = { open: () => ask({ transaction: () => ({ objectStore: () => store }) }) };
  const fetch = async (url, options) => {
    if (network) return network(url.url || url);
    calls.posts.push({ url, ...JSON.parse(options.body), credentials: options.credentials });
    const status = answers.length ? answers.shift() : 200;
    if (!status) throw new TypeError("no network");
    return { ok: status < 300, status, json: async () => ({ id: "9", renewal_key: "fresh", ...RECEIVED }) };
  };
  const caches = {
    open: async (name) => shelf((shelves[name] = shelves[name] || {})), keys: async () => Object.keys(shelves),
    delete: async (name) => delete shelves[name], match: async (request) => Object.values(shelves).map((each) => each[request.url || request]).find(Boolean),
  };
  const shelf = (held) => ({
    match: async (path) => held[path], put: async (path, answer) => { held[path] = answer; },
    addAll: async (paths) => { for (const path of paths) held[path] = await network(path); },
  });
  const context = { self, fetch, indexedDB, caches, setTimeout: (f) => setImmediate(f), queueMicrotask, URL, Date, atob, Uint8Array, Promise, JSON };
  context.importScripts = (...paths) => { for (const path of paths) vm.runInContext(source(path.slice(1)), context); };
  vm.createContext(context);
  vm.runInContext(source(file), context);
  const fire = async (name, event) => {
    let work = null;
    heard[name]({ ...event, waitUntil: (promise) => { work = promise; } });
    await work;
    return calls;
  };
  return { fire, heard, calls };
}

export const RECEIVED = { received_at: "2026-11-23T13:14:05.000Z", incident: { code: "SHR-4F2K", station: { name: "Polres Banjarbaru" } } };
