// Something kept on this device because its reader asked for it: a box to tick, and nothing before it is ticked. `read` gives
// what is to be kept, `tell` is called with the words for what happened, or none. Unticking takes it away again.
function keeping(place, words, read, tell) {
  var label = document.createElement("label");
  var input = document.createElement("input");
  var name = document.createElement("span");

  // A browser may refuse to keep anything, as in a private window; then the box says so and stays empty.
  function remember(value) {
    try {
      if (value) localStorage.setItem(place, JSON.stringify(value));
      else localStorage.removeItem(place);
      return true;
    } catch (error) { return false; }
  }

  function remembered() {
    try { return JSON.parse(localStorage.getItem(place)); } catch (error) { return null; }
  }

  var earlier = remembered();
  input.type = "checkbox";
  input.checked = Boolean(earlier);
  name.textContent = words.keep;
  label.className = "tick";
  label.append(input, name);
  input.addEventListener("change", function () {
    var isRefused = !remember(input.checked ? read() : null) && input.checked;
    if (isRefused) input.checked = false;
    tell(isRefused ? words.refused : "");
  });

  return {
    label: label,
    earlier: earlier,
    isOn: function () { return input.checked; },
    save: function () { if (input.checked) remember(read()); },
    forget: function () {
      input.checked = false;
      remember(null);
      tell(words.cleared);
    }
  };
}
