// Two buttons under a worksheet: print it, and empty it. What is written is never read, sent or stored.
(function () {
  "use strict";

  function button(words, act) {
    var element = document.createElement("button");
    element.type = "button";
    element.className = "button button-quiet";
    element.textContent = words;
    element.addEventListener("click", act);
    return element;
  }

  document.querySelectorAll("[data-worksheet]").forEach(function (sheet) {
    var tools = document.createElement("p");
    var status = document.createElement("span");
    tools.className = "worksheet-tools";
    status.setAttribute("role", "status");
    tools.append(
      button(sheet.dataset.print, function () { window.print(); }),
      button(sheet.dataset.clear, function () {
        sheet.querySelectorAll("textarea, input").forEach(function (field) {
          if (field.type === "checkbox") field.checked = false;
          else field.value = "";
        });
        status.textContent = sheet.dataset.cleared;
      }),
      status
    );
    sheet.append(tools);
  });
})();
