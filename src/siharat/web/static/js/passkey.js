// Between the browser's bytes and the API's letters: a passkey asked for, a passkey made.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const letters = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

export const offered = () => Boolean(window.PublicKeyCredential && navigator.credentials);

/** A finger or a face; the answer as POST /sign-in/passkey takes it. */
export async function ask(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return credential(found, {
    authenticatorData: letters(authenticatorData), clientDataJSON: letters(clientDataJSON), signature: letters(signature),
    userHandle: userHandle ? letters(userHandle) : null,
  });
}

/** A new passkey in this phone; the answer as POST /passkeys takes it. */
export async function create(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { attestationObject, clientDataJSON, getTransports } = made.response;
  return credential(made, {
    attestationObject: letters(attestationObject), clientDataJSON: letters(clientDataJSON),
    transports: getTransports ? made.response.getTransports() : [],
  });
}

function credential(made, response) {
  return { id: made.id, rawId: letters(made.rawId), type: made.type, response, clientExtensionResults: {} };
}
