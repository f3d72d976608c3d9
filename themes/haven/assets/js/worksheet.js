// Tools under a worksheet: print it filled or blank, in large letters too, and empty it. Nothing that is written is kept,
// unless the reader asks for it; then it is kept on this device alone, until the reader says otherwise.
(function () {
  "use strict";

// @include _keep.js
// @include _print.js

  var words = document.querySelector("[data-worksheet]").dataset;
  var fields = Array.from(document.querySelectorAll("[data-worksheet] :is(textarea, input)"));

  function make(name, className, text) {
    var element = document.createElement(name);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function button(text, act) {
    var element = make("button", "button button-quiet", text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  function written() {
    return fields.map(function (field) { return field.type === "checkbox" ? field.checked : field.value; });
  }

  function write(values) {
    fields.forEach(function (field, index) {
      if (field.type === "checkbox") field.checked = Boolean(values[index]);
      else field.value = values[index] || "";
    });
  }

  function blank() {
    var before = written();
    write([]);
    return function () { write(before); };
  }

  var paper = printing(words);
  var status = make("span", "");
  var tools = make("div", "worksheet-tools");
  var note = document.querySelector("[data-worksheet] .worksheet-private");
  var plain = note.textContent;

  function tell(said) {
    note.textContent = keep.isOn() ? words.kept : plain;
    status.textContent = said;
  }

  var keep = keeping("haven-worksheet:" + location.pathname, words, written, tell);
  status.setAttribute("role", "status");
  fields.forEach(function (field) { field.addEventListener("input", keep.save); });
  if (keep.earlier) {
    write(keep.earlier);
    tell("");
  }

  tools.append(
    button(words.print, function () { paper.print(); }),
    button(words.blank, function () { paper.print(blank); }),
    button(words.clear, function () {
      write([]);
      keep.forget();
    }),
    paper.label, keep.label, status
  );
  note.before(tools);
})();
