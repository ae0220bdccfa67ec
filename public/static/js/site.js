// Small comforts; every page works without them.
(function () {
  "use strict";
  // What went wrong, or the answer, is read out first and stands in view.
  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }
  // One press sends a form once; coming back with the Back key makes it usable again.
  document.querySelectorAll("form[method='post']").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      var button = form.querySelector("button[type='submit']");
      if (button && form.dataset.sending) { button.textContent = form.dataset.sending; }
    });
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
}());
