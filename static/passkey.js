// Passkeys: only a script can ask the browser for one. Without this file, or in a browser without passkeys, the form stays
// hidden and the page says what is needed and what else there is.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What the server wrote as text becomes the bytes that the browser takes.
const options = (given) => {
  const key = { ...given.publicKey, challenge: bytes(given.publicKey.challenge) };
  if (key.user) {
    key.user = { ...key.user, id: bytes(key.user.id) };
  }
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (key[list]) {
      key[list] = key[list].map((known) => ({ ...known, id: bytes(known.id) }));
    }
  }
  return { publicKey: key };
};

// And the other way round.
const written = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) {
      response[name] = text(credential.response[name]);
    }
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response };
};

const post = async (address, body) => {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) {
    throw new Error(told.detail);
  }
  return told;
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential || !navigator.credentials) {
    continue;
  }
  const trouble = form.querySelector(".alert");
  let busy = false;
  form.hidden = false;
  for (const none of document.querySelectorAll("[data-passkey-none]")) {
    none.hidden = true;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    busy = true;
    form.setAttribute("aria-busy", "true");
    trouble.textContent = "";
    let stage = "away";
    try {
      const asked = options(await post(form.dataset.begin, {}));
      stage = "refused";
      const credential = await navigator.credentials[form.dataset.passkey](asked);
      stage = "away";
      const fields = Object.fromEntries(new FormData(form));
      location.assign((await post(form.action, { ...fields, credential: written(credential) })).location);
    } catch (error) {
      // The browser's own sentences are in no language of ours, and the network's neither; the server's are.
      const ours = error instanceof Error && !(error instanceof TypeError) && !(error instanceof SyntaxError) && stage === "away";
      trouble.textContent = ours ? error.message : form.dataset[stage];
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  });
}
