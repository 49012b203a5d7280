/* Passkeys: has the browser make or use one, and sends its answer with the form. Pages say what to do without it. */
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  const answer = (made, ...parts) => ({
    id: made.id, type: made.type, rawId: text(made.rawId),
    response: Object.fromEntries(parts.map((part) => [part, made.response[part] && text(made.response[part])])),
    clientExtensionResults: made.getClientExtensionResults(),
  });

  const make = async (asked) => {
    const authenticatorSelection = { residentKey: "preferred", userVerification: "preferred" };
    const made = await navigator.credentials.create({ publicKey: {
      ...asked, authenticatorSelection, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials),
    } });
    return answer(made, "clientDataJSON", "attestationObject");
  };
  const use = async (asked) => {
    const used = await navigator.credentials.get({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials),
    } });
    return answer(used, "clientDataJSON", "authenticatorData", "signature", "userHandle");
  };

  // What to ask for stands on the page, or is asked for at the address that the form is sent to.
  const options = async (form) => {
    const here = document.getElementById("passkey-options");
    if (here) return JSON.parse(here.textContent);
    const told = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!told.ok) throw new Error(told.status);
    return told.json();
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("button");
    const failed = document.getElementById("passkey-failed");
    form.addEventListener("submit", async (e) => {
      e.preventDefault();
      failed.hidden = true;
      button.disabled = true;
      try {
        const asked = await options(form);
        const made = asked.creation_options ? await make(asked.creation_options.publicKey) : await use(asked.request_options.publicKey);
        form.elements.credential.value = JSON.stringify(made);
        form.submit();
      } catch {
        button.disabled = false;
        failed.hidden = false;
        failed.focus();
      }
    });
  });
  document.querySelectorAll("[data-with-passkeys]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-without-passkeys]").forEach((part) => { part.hidden = true; });
})();
