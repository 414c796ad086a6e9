// The enrolment code in an address such as /petugas/daftar#ABCD-EFGH. Pure.

/** "ABCD-EFGH", or "" when what stands behind the # is no code. */
export function codeIn(hash) {
  const letters = hash.replace(/^#/, "").toUpperCase().replace(/-/g, "");
  return /^[0-9A-Z]{8}$/.test(letters) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : "";
}
