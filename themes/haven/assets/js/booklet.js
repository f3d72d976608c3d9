// A button that prints a booklet, in large letters too. Without this script the browser's own menu prints it.
(function () {
  "use strict";

// @include _print.js

  var holder = document.querySelector("[data-booklet]");
  var paper = printing(holder.dataset);
  var button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = holder.dataset.print;
  button.addEventListener("click", function () { paper.print(); });
  holder.append(button, paper.label);
})();
