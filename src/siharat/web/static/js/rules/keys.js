// Which key an operator means. Pure. While somebody types, a letter is a letter.

/** The letter, "Escape", or "" for what means nothing here. */
export function meant({ key, ctrlKey = false, altKey = false, metaKey = false, repeat = false }, { typing }) {
  if (ctrlKey || altKey || metaKey) return "";
  if (key === "Escape") return key;
  if (typing || repeat || key.length !== 1) return "";
  return key.toLowerCase();
}
