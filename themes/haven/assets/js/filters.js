// Filters over a list, by the facts that its rows carry: a directory, a reading list. The values to choose from are those of
// the rows. Without this script the whole list is there.
(function () {
  "use strict";

  document.querySelectorAll("[data-filters]").forEach(function (list) {
    var words = list.dataset;
    var names = words.names.split("|");
    var rows = Array.from(list.querySelectorAll("[data-row]"));
    var groups = Array.from(list.querySelectorAll("[data-group]"));
    var form = document.createElement("form");
    var status = document.createElement("p");

    function valuesOf(row, field) { return row.dataset[field] ? row.dataset[field].split("|") : []; }

    function choice(field, name) {
      var values = new Set(rows.flatMap(function (row) { return valuesOf(row, field); }));
      if (values.size < 2) return;
      var label = document.createElement("label");
      var select = document.createElement("select");
      select.dataset.field = field;
      // Else Firefox brings an earlier choice back after a reload, beside a list that is whole.
      select.autocomplete = "off";
      select.append(new Option(words.any, ""));
      values.forEach(function (value) { select.append(new Option(value)); });
      label.append(name, select);
      form.append(label);
    }

    function filter() {
      var choices = Array.from(form.querySelectorAll("select"));
      var left = 0;
      rows.forEach(function (row) {
        row.hidden = !choices.every(function (choice) {
          return !choice.value || valuesOf(row, choice.dataset.field).includes(choice.value);
        });
        if (!row.hidden) left += 1;
      });
      groups.forEach(function (group) { group.hidden = !group.querySelector("[data-row]:not([hidden])"); });
      status.textContent = words.count.replace("{count}", left).replace("{total}", rows.length);
    }

    form.className = "filters";
    form.setAttribute("aria-label", words.label);
    words.filters.split("|").forEach(function (field, index) { choice(field, names[index]); });
    status.setAttribute("role", "status");
    form.append(status);
    form.addEventListener("change", filter);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    list.prepend(form);
    filter();
  });
})();
