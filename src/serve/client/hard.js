// Marks sentences in the page without touching it: as highlights (CSS Custom Highlight API), which change no node, so that
// nothing of it can disturb the next version.

import { make } from "./dom.js";

const NAME = "haven-hard";

/** Marks each of the sentences where it stands. */
export function mark(sentences) {
  if (!CSS.highlights) return;
  if (!document.querySelector("link[data-haven]")) {
    document.head.append(make("link", { rel: "stylesheet", href: "/_haven/client/marks.css", "data-haven": "" }));
  }
  const { text, places } = flatten(document.querySelector("main") ?? document.body);
  const ranges = sentences.flatMap((sentence) => {
    const start = text.indexOf(sentence.replace(/\s+/g, " "));
    if (start < 0) return [];
    const range = new Range();
    const [first, last] = [places[start], places[start + sentence.length - 1]];
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset + 1);
    return [range];
  });
  CSS.highlights.set(NAME, new Highlight(...ranges));
}

/** Takes the marks away. */
export function clear() {
  CSS.highlights?.delete(NAME);
}

/** The visible text with single spaces, and where each of its characters stands. */
function flatten(root) {
  const places = [];
  let text = "";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("script, style, sup")) continue;
    for (let offset = 0; offset < node.data.length; offset++) {
      const isSpace = /\s/.test(node.data[offset]);
      if (isSpace && text.endsWith(" ")) continue;
      text += isSpace ? " " : node.data[offset];
      places.push({ node, offset });
    }
  }
  return { text, places };
}
