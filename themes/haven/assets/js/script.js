// A button that copies words to try, so that a reader can send them or change them.
(function () {
  "use strict";

  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-script]").forEach(function (script) {
    var line = document.createElement("p");
    var button = document.createElement("button");
    var status = document.createElement("span");
    button.type = "button";
    button.className = "script-copy";
    button.textContent = script.dataset.copy;
    status.setAttribute("role", "status");
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(script.querySelector("blockquote").innerText.trim()).then(function () {
        status.textContent = script.dataset.copied;
      }, function () {});
    });
    line.className = "script-tools";
    line.append(button, status);
    script.append(line);
  });
})();
