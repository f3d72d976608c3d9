// Tools under a worksheet: print it filled or blank, in large letters too, and empty it. Nothing that is written is kept,
// unless the reader asks for it; then it is kept on this device alone, until the reader says otherwise.
(function () {
  "use strict";

  var words = document.querySelector("[data-worksheet]").dataset;
  var fields = Array.from(document.querySelectorAll("[data-worksheet] :is(textarea, input)"));
  var PLACE = "haven-worksheet:" + location.pathname;

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

  function box(text) {
    var label = make("label", "tick");
    var input = document.createElement("input");
    input.type = "checkbox";
    label.append(input, make("span", "", text));
    return { label: label, input: input };
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

  // A browser may refuse to keep anything, as in a private window; then the box says so and stays empty.
  function remember(values) {
    try {
      if (values) localStorage.setItem(PLACE, JSON.stringify(values));
      else localStorage.removeItem(PLACE);
      return true;
    } catch (error) { return false; }
  }

  function remembered() {
    try { return JSON.parse(localStorage.getItem(PLACE)); } catch (error) { return null; }
  }

  function print(isBlank, isLarge) {
    var before = written();
    if (isBlank) write([]);
    document.documentElement.classList.toggle("print-large", isLarge);
    window.addEventListener("afterprint", function () {
      if (isBlank) write(before);
      document.documentElement.classList.remove("print-large");
    }, { once: true });
    window.print();
  }

  var keep = box(words.keep);
  var large = box(words.large);
  var status = make("span", "");
  var tools = make("div", "worksheet-tools");
  var note = document.querySelector("[data-worksheet] .worksheet-private");
  var plain = note.textContent;

  function tell() { note.textContent = keep.input.checked ? words.kept : plain; }

  status.setAttribute("role", "status");
  keep.input.addEventListener("change", function () {
    if (!remember(keep.input.checked ? written() : null) && keep.input.checked) {
      keep.input.checked = false;
      status.textContent = words.refused;
    }
    tell();
  });
  fields.forEach(function (field) {
    field.addEventListener("input", function () { if (keep.input.checked) remember(written()); });
  });
  var earlier = remembered();
  if (earlier) {
    write(earlier);
    keep.input.checked = true;
    tell();
  }

  tools.append(
    button(words.print, function () { print(false, large.input.checked); }),
    button(words.blank, function () { print(true, large.input.checked); }),
    button(words.clear, function () {
      write([]);
      keep.input.checked = false;
      remember(null);
      tell();
      status.textContent = words.cleared;
    }),
    large.label, keep.label, status
  );
  note.before(tools);
})();
