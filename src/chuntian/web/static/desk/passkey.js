// Asks the browser for a passkey; a code of an authenticator app does the same without this script.
"use strict";

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;
  form.hidden = false;
  const options = JSON.parse(form.dataset.options);
  const wrong = form.querySelector(".wrong");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    delete form.dataset.sent;
    wrong.hidden = true;
    try {
      const credential = await (form.dataset.passkey === "create" ? webauthnJSON.create(options) : webauthnJSON.get(options));
      form.elements.credential.value = JSON.stringify(credential);
      delete form.dataset.sent;
      form.submit();
    } catch {
      delete form.dataset.sent;
      wrong.hidden = false;
    }
  });
});
