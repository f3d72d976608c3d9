// Search, on first use: turns the header's link into a button that opens a dialog, and puts the search field on the search
// page. The search itself, its looks and its index are loaded only when somebody wants to search. Ctrl+K or Cmd+K opens it.
(function () {
  "use strict";

  var link = document.querySelector("[data-search-open]");
  var page = document.querySelector("[data-search-page]");
  if (!link) return;
  var data = link.dataset;
  var ready;

  function load(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = function () { script.remove(); resolve(); };
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function start() {
    ready = ready || load(data.clientUrl).then(function () {
      var beside = data.manifestUrl.replace(/[^/]*$/, "");
      window.havenSearch.ui.set({
        page: data.pageUrl,
        load: function (name) { return load(beside + name); }
      });
      return window.havenSearch.ui;
    });
    ready.catch(function () { ready = null; });
    return ready;
  }

  function open() {
    start().then(function (ui) { ui.dialog(); }, function () { location.href = data.pageUrl; });
  }

  if (page) {
    start().then(function (ui) { ui.page(page); }, function () {});
  } else {
    var button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
    button.append.apply(button, Array.from(link.childNodes));
    link.replaceWith(button);
    button.addEventListener("click", open);
    // The files come while the finger is still on its way.
    ["pointerenter", "focus"].forEach(function (kind) {
      button.addEventListener(kind, function () { start().then(function (ui) { ui.warm(); }, function () {}); }, { once: true });
    });
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (page) page.querySelector("input").focus(); else open();
    }
  });
})();
