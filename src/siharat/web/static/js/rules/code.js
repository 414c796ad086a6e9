// What a slip's square holds behind the # of an address such as /petugas/daftar#ABCD-EFGH.85010234. Pure.

/** {code: "ABCD-EFGH", nrp: "85010234"}; each "" where none stands there. An older slip holds the code alone. */
export function slipIn(hash) {
  const [first, second = ""] = hash.replace(/^#/, "").split(".");
  const letters = first.toUpperCase().replace(/-/g, "");
  if (!/^[0-9A-Z]{8}$/.test(letters)) return { code: "", nrp: "" };
  const nrp = second.replace(/%2F/gi, "/");
  return { code: `${letters.slice(0, 4)}-${letters.slice(4)}`, nrp: /^[0-9A-Za-z/]{3,30}$/.test(nrp) ? nrp : "" };
}
