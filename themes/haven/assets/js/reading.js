// Small comforts on top of pages that work without them.
(function () {
  "use strict";

  // Marks the part of the page that is being read in the list of contents.
  function markCurrentPart() {
    var links = Array.from(document.querySelectorAll(".contents-wide a"));
    var parts = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    if (!links.length) return;
    function mark() {
      var line = window.innerHeight / 4;
      var current = -1;
      parts.forEach(function (part, index) {
        if (part && part.getBoundingClientRect().top < line) current = index;
      });
      links.forEach(function (link, index) {
        if (index === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }
    var waiting = false;
    window.addEventListener("scroll", function () {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(function () { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }

  // Shows the help lines of one country only, once a reader has chosen it. Nothing is remembered.
  function chooseCountry(group) {
    var picker = group.querySelector(".region-picker ul");
    var regions = group.querySelectorAll(".region");
    var item = document.createElement("li");
    var all = document.createElement("a");
    all.href = "#" + (group.id || "main");
    all.textContent = group.dataset.all;
    item.append(all);
    item.hidden = true;
    picker.append(item);
    picker.addEventListener("click", function (event) {
      var link = event.target.closest("a");
      if (!link) return;
      var chosen = link === all ? null : link.hash.slice(1);
      regions.forEach(function (region) { region.hidden = chosen !== null && region.id !== chosen; });
      picker.querySelectorAll("a").forEach(function (other) {
        if (other === link && chosen) other.setAttribute("aria-current", "true");
        else other.removeAttribute("aria-current");
      });
      item.hidden = chosen === null;
      if (link === all) event.preventDefault();
    });
  }

  // Paper cannot unfold: what is folded on screen is printed open, and folded again afterwards.
  function unfoldForPrint() {
    var opened = [];
    window.addEventListener("beforeprint", function () {
      opened = Array.from(document.querySelectorAll("details:not([open])"));
      opened.forEach(function (details) { details.open = true; });
    });
    window.addEventListener("afterprint", function () {
      opened.forEach(function (details) { details.open = false; });
    });
  }

  // Escape puts away the meaning of a word that covers the text (WCAG 1.4.13).
  function putMeaningsAway() {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") document.body.classList.add("terms-quiet");
    });
    ["pointerover", "focusin"].forEach(function (kind) {
      document.addEventListener(kind, function (event) {
        if (!event.target.closest(".term")) document.body.classList.remove("terms-quiet");
      });
    });
  }

  markCurrentPart();
  document.querySelectorAll("[data-regions]").forEach(chooseCountry);
  unfoldForPrint();
  putMeaningsAway();
})();
