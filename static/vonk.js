// Everything works without this file. It brings people to what must be mended, or to the field that they asked for, and
// keeps a form from being sent twice.
"use strict";

const target = document.getElementById("summary") || document.getElementById(location.hash.slice(1));
if (target && (target.id === "summary" || target.matches("input, select, textarea"))) {
  target.focus();
}

// A link in the summary goes to its field, with the field's label in sight.
for (const link of document.querySelectorAll(".summary a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) {
      return;
    }
    event.preventDefault();
    (field.closest("fieldset.group, .field") || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// Buttons stay enabled, as a disabled one would lose its name and value: a second press is just not sent.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
  });
  // The browser's back button may show the page as it was left.
  addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
  });
}
