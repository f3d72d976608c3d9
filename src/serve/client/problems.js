// The errors of the site over the last good page, as the terminal has them: headline, lines of the file with the marked
// place, what to do, and ways to the editor and the manual.

import { drop, layer, make, words } from "./dom.js";

const ID = "haven-problems";
const MOST = 20;

/** The list over the page. `changed` is told how many errors there are and whether the list is open. */
export function list(changed) {
  let problems = [];
  let isOpen = false;

  function set(open) {
    drop(ID);
    isOpen = open && problems.length > 0;
    if (isOpen) draw(problems, () => set(false));
    changed(problems.length, isOpen);
  }

  return {
    /** Shows the errors; none takes the list away. Putting it aside lasts until the errors are others. */
    show(found) {
      problems = found;
      set(true);
    },
    toggle: () => set(!isOpen),
  };
}

/** `1 error`, `2 errors`. */
export function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function draw(problems, hide) {
  const { root } = layer(ID);
  const count = counted(problems.length, "error");
  const items = problems.slice(0, MOST).map(item);
  const rest = problems.length - items.length;
  root.append(make("section", { class: "problems", role: "alert", "aria-label": count },
    make("div", { class: "heading" },
      make("h2", {}, count),
      make("button", { type: "button", click: hide }, "Hide")),
    make("ol", {}, ...items),
    rest > 0 ? make("p", {}, `and ${rest} more in the terminal`) : null));
}

/** One error or warning as a list item. */
export function item(problem) {
  const place = problem.start ? `${problem.path}:${problem.start.line}:${problem.start.column}` : problem.path;
  return make("li", { class: `problem ${problem.severity}` },
    make("p", { class: "message" }, ...words(problem.message)),
    make("p", { class: "place" },
      problem.editor ? make("a", { href: problem.editor, title: "Open in the editor" }, place) : make("code", {}, place)),
    ...problem.blocks.map(block),
    problem.help ? make("p", { class: "help" }, ...words(problem.help)) : null,
    make("p", { class: "manual" }, make("a", { href: problem.manual, target: "_blank" }, `What ${problem.code} means`)));
}

function block(block) {
  if (block.lines.length === 0) return block.label ? make("p", { class: "label" }, `${block.path}: ${block.label}`) : "";
  const rows = block.lines.flatMap((line) => {
    const marks = block.marks.filter((mark) => mark.line === line.number);
    const labels = marks.filter((mark) => mark.label);
    return [
      make("span", { class: "line" }, make("span", { class: "number" }, String(line.number)), ...marked(line.text, marks), "\n"),
      ...labels.map((mark) => make("span", { class: mark.primary ? "note primary" : "note" },
        make("span", { class: "number" }, ""), `${" ".repeat(mark.start)}^ ${mark.label}\n`)),
    ];
  });
  const wraps = block.marks.every((mark) => !mark.label);
  return make("pre", { class: wraps ? "wraps" : null, tabindex: "0", role: "group", "aria-label": String(block.path) }, ...rows);
}

/** The text of a line with its marked places. Places count characters, not the units of a JavaScript string. */
function marked(text, marks) {
  const letters = Array.from(text);
  const parts = [];
  let from = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const start = Math.max(from, mark.start);
    const end = Math.max(start, mark.end);
    parts.push(letters.slice(from, start).join(""));
    parts.push(make("mark", { class: mark.primary ? "primary" : null }, letters.slice(start, end).join("") || " "));
    from = end;
  }
  parts.push(letters.slice(from).join(""));
  return parts;
}
