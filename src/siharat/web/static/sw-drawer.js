// What both service workers of Siharat need: the drawer that js/keep.js fills, and the server's key as a browser wants it.
"use strict";

function coded(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

/** The drawer that js/keep.js fills. */
function kept(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("siharat", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = work(opening.result.transaction("kept", mode).objectStore("kept"));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    };
  });
}
