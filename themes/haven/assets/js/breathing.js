// A timer under the breathing circle, for those who want one. It counts quietly, ends by saying so, and stops nothing:
// who looks away has missed nothing. Without this script the circle and the words are there all the same.
(function () {
  "use strict";

  document.querySelectorAll("[data-breathing]").forEach(function (exercise) {
    var words = exercise.dataset;
    var tools = document.createElement("div");
    var button = document.createElement("button");
    var left = document.createElement("span");
    var status = document.createElement("span");
    var ticking = null;

    function stop(said) {
      window.clearInterval(ticking);
      ticking = null;
      button.textContent = words.start;
      left.textContent = "";
      status.textContent = said;
    }

    function start() {
      var end = Date.now() + words.seconds * 1000;
      button.textContent = words.stop;
      status.textContent = "";
      function tick() {
        var seconds = Math.ceil((end - Date.now()) / 1000);
        if (seconds <= 0) { stop(words.over); return; }
        left.textContent = words.left.replace("{time}", Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0"));
      }
      ticking = window.setInterval(tick, 1000);
      tick();
    }

    button.type = "button";
    button.className = "button button-quiet";
    button.addEventListener("click", function () { if (ticking) stop(""); else start(); });
    // Read out only when it is asked for: a voice that counts would disturb the exercise.
    left.className = "breathing-left";
    left.setAttribute("role", "timer");
    status.setAttribute("role", "status");
    tools.className = "breathing-tools";
    tools.append(button, left, status);
    stop("");
    exercise.querySelector("details").append(tools);
    exercise.querySelector("details").addEventListener("toggle", function (event) {
      if (!event.target.open && ticking) stop("");
    });
  });
})();
