// Filters for the directory. Without this script the whole list is there, under links to each country.
(function () {
  "use strict";

  document.querySelectorAll("[data-filters]").forEach(function (form) {
    var list = form.parentElement;
    var rows = Array.from(list.querySelectorAll(".directory-row"));
    var regions = Array.from(list.querySelectorAll(".region"));
    var status = form.querySelector("[role=status]");

    function filter() {
      var choices = Array.from(form.querySelectorAll("select"));
      var left = 0;
      rows.forEach(function (row) {
        row.hidden = !choices.every(function (choice) {
          return !choice.value || row.dataset[choice.dataset.field].split("|").includes(choice.value);
        });
        if (!row.hidden) left += 1;
      });
      regions.forEach(function (region) { region.hidden = !region.querySelector(".directory-row:not([hidden])"); });
      status.textContent = form.dataset.count.replace("{count}", left).replace("{total}", rows.length);
    }

    form.addEventListener("change", filter);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.hidden = false;
    filter();
  });
})();
