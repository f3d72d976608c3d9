// Which steps of a reading path have been read, for readers who want that kept. Nothing is noted before they tick the box;
// what is kept lies on this device alone, and goes with a button, by unticking and when the site is left quickly.
(function () {
  "use strict";

// @include _keep.js

  var holder = document.querySelector("[data-path]");
  var words = holder.dataset;
  var links = Array.from(document.querySelectorAll("[data-path-steps] a"));
  var here = links.find(function (link) { return link.hasAttribute("aria-current"); });
  var read = new Set();
  var note = document.createElement("p");
  var status = document.createElement("p");
  var clear = document.createElement("button");

  function mark(link) {
    var isRead = read.has(link.pathname) && keep.isOn();
    var said = link.querySelector(".path-read");
    link.closest("li").classList.toggle("is-read", isRead);
    if (isRead && !said) {
      said = document.createElement("span");
      said.className = "path-read";
      said.textContent = words.read;
      link.append(said);
    } else if (!isRead && said) {
      said.remove();
    }
  }

  function show(said) {
    var count = links.filter(function (link) { return read.has(link.pathname); }).length;
    links.forEach(mark);
    note.textContent = keep.isOn() ? words.count.replace("{count}", count).replace("{total}", links.length) + " " + words.kept : "";
    note.hidden = clear.hidden = !keep.isOn();
    status.textContent = said;
  }

  var keep = keeping("haven-path:" + words.path, words, function () { return Array.from(read); }, show);
  (keep.earlier || []).forEach(function (step) { read.add(step); });
  clear.type = "button";
  clear.className = "button button-quiet";
  clear.textContent = words.clear;
  clear.addEventListener("click", function () {
    read.clear();
    keep.forget();
  });
  status.setAttribute("role", "status");
  holder.append(keep.label, note, clear, status);
  show("");

  // A step is read when its reader has come to where the next one is offered.
  if (here) {
    new IntersectionObserver(function (seen) {
      if (!seen.some(function (entry) { return entry.isIntersecting; })) return;
      read.add(here.pathname);
      keep.save();
      if (keep.isOn()) show("");
    }).observe(document.querySelector(".onward"));
  }
})();
