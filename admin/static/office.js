// Comfort only: every page works without it.
(function () {
  "use strict";
  const menu = document.getElementById("menu");
  const button = document.querySelector(".menu-button");
  if (menu && button) {
    button.hidden = false;
    menu.classList.add("can-fold");
    button.addEventListener("click", () => {
      const open = menu.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    });
  }

  // A second press while the first is under way sends nothing more.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });

  // "Choose all" and the count on the bulk button.
  const all = document.querySelector("[data-choose-all]");
  const boxes = [...document.querySelectorAll("[data-choose]")];
  const count = document.querySelector("[data-chosen-count]");
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = String(chosen);
    if (all) all.checked = chosen > 0 && chosen === boxes.length;
  };
  if (all) all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); show(); });
  boxes.forEach((box) => box.addEventListener("change", show));
  show();

  const printer = document.querySelector("[data-print]");
  if (printer) { printer.hidden = false; printer.addEventListener("click", () => window.print()); }

  document.querySelectorAll("select[data-submit]").forEach((choice) => {
    choice.addEventListener("change", () => choice.form.requestSubmit());
  });
})();
