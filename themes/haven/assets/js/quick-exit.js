// Leaving in a hurry. The link itself works without this script. The script covers the page at once, empties its
// fields, leaves without an entry for this page in the Back list, and lets Shift pressed three times do the same.
(function () {
  "use strict";

  var holder = document.querySelector("[data-quick-exit]");
  if (!holder) return;
  var status = holder.querySelector("[data-status]");
  var target = holder.querySelector("a").href;
  var title = document.title;
  var presses = 0;
  var timer = null;

  function cover() {
    var sheet = document.createElement("div");
    sheet.className = "exit-cover";
    sheet.setAttribute("role", "alert");
    sheet.textContent = holder.dataset.loading;
    document.body.append(sheet);
    document.title = holder.dataset.loading;
  }

  function uncover() {
    document.querySelectorAll(".exit-cover").forEach(function (sheet) { sheet.remove(); });
    document.title = title;
  }

  // What a worksheet kept on this device at its reader's wish must not be found by whoever comes next.
  function forget() {
    try {
      Object.keys(localStorage).filter(function (key) { return key.startsWith("haven-"); })
        .forEach(function (key) { localStorage.removeItem(key); });
    } catch (error) { /* Nothing can be kept where nothing can be read. */ }
  }

  function leave() {
    document.querySelectorAll("input, textarea").forEach(function (field) {
      field.value = "";
      field.checked = false;
    });
    forget();
    cover();
    window.location.replace(target);
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-leave]")) return;
    event.preventDefault();
    leave();
  });

  // Shift is not a character key, so this shortcut cannot clash with typing or with speech input (WCAG 2.1.4).
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) return;
    presses += 1;
    window.clearTimeout(timer);
    if (presses === 3) {
      presses = 0;
      leave();
      return;
    }
    status.textContent = presses === 1 ? holder.dataset.two : holder.dataset.one;
    timer = window.setTimeout(function () {
      presses = 0;
      status.textContent = holder.dataset.cancelled;
    }, 5000);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") presses = 0;
  });

  // A reader who comes back with the Back button must not meet a blank sheet.
  window.addEventListener("pageshow", uncover);
})();
