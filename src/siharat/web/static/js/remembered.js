// What this browser keeps of how somebody likes a page. Where nothing can be kept, it is as at first.

export function recall(store, key, otherwise) {
  try {
    return JSON.parse(store.getItem(key)) || otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(store, key, value) {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch { /* full, or forbidden */ }
}
