// Makes the pages a little nicer; none of them needs it.
"use strict";

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method.toLowerCase() === "post") {
    form.dataset.sent = "yes";
    const busy = document.getElementById(form.dataset.busy || "");  // what takes long says so
    if (busy) {
      busy.hidden = false;
    }
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
    setTimeout(() => delete form.dataset.sent, 8000);
  }
});

// The link of an error summary moves the focus into its field, also where the field is a group of choices.
document.querySelectorAll(".error-summary a[href^='#']").forEach((link) => {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    const field = target && (target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea"));
    if (field) {
      event.preventDefault();
      field.focus();
      (field.closest(".field") || field).scrollIntoView({ block: "start" });
    }
  });
});

// What is computed behind the page: asks every five seconds, for ten minutes at most, and says when it is there.
document.querySelectorAll("[data-ask-again]").forEach((part) => {
  let left = 120;
  const timer = setInterval(async () => {
    left -= 1;
    const answer = await fetch(location.href).then((one) => (one.ok ? one.text() : ""), () => "");
    const there = answer && !new DOMParser().parseFromString(answer, "text/html").querySelector("[data-ask-again]");
    if (there) {
      part.querySelector("[data-waiting]").hidden = true;
      part.querySelector("[data-done]").hidden = false;
    }
    if (there || left === 0) {
      clearInterval(timer);
    }
  }, 5000);
});

// Printing a person's page prints the reasons too.
window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
