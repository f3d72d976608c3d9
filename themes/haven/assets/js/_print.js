// Printing, in large letters where a reader ticks the box. `prepare` makes the page ready for paper and gives back what undoes it.
function printing(words) {
  var label = document.createElement("label");
  var input = document.createElement("input");
  var name = document.createElement("span");
  input.type = "checkbox";
  name.textContent = words.large;
  label.className = "tick";
  label.append(input, name);

  return {
    label: label,
    print: function (prepare) {
      var undo = prepare ? prepare() : function () {};
      document.documentElement.classList.toggle("print-large", input.checked);
      window.addEventListener("afterprint", function () {
        undo();
        document.documentElement.classList.remove("print-large");
      }, { once: true });
      window.print();
    }
  };
}
