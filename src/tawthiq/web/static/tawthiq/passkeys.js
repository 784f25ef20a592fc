// Asks the device for a passkey and puts its answer into the form it was asked from. Nothing is kept here.
//
// A form with data-passkey="get" (prove) or "create" (make) carries in data-options what the server asks. Browsers that
// cannot read it leave the button off, and the other ways of signing in stay.
"use strict";
(() => {
  const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.isSecureContext;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button[type=submit]");
    const problem = form.querySelector("[data-passkey-problem]");
    if (!able) {
      problem.hidden = false;
      continue;
    }
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      try {
        const asked = JSON.parse(form.dataset.options);
        const made =
          form.dataset.passkey === "create"
            ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
            : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
        form.elements.answer.value = JSON.stringify(made);
        form.submit();
      } catch {
        button.disabled = false;
        problem.hidden = false;
        button.focus();
      }
    });
  }
})();
