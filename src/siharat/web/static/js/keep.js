// A drawer that the page and the service worker share: which device this is, and the key to renew it.

const NAME = "siharat";
const STORE = "kept";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function use(mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const store = db.transaction(STORE, mode).objectStore(STORE);
    const asked = work(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export const put = (key, value) => use("readwrite", (store) => store.put(value, key));
export const take = (key) => use("readonly", (store) => store.get(key));
