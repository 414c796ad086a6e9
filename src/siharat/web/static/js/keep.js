// A drawer that the page and the service worker share: which device this is and the key to renew it, and a press that
// has not been sent. What is put in is on the disk when the promise is kept.

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
  try {
    return await new Promise((resolve, reject) => {
      const deed = db.transaction(STORE, mode, { durability: "strict" });
      const asked = work(deed.objectStore(STORE));
      deed.oncomplete = () => resolve(asked.result);
      deed.onerror = deed.onabort = () => reject(deed.error);
    });
  } finally {
    db.close();
  }
}

export const put = (key, value) => use("readwrite", (store) => store.put(value, key));
export const take = (key) => use("readonly", (store) => store.get(key));
export const drop = (key) => use("readwrite", (store) => store.delete(key));
