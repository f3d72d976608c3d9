// Small things that everything the preview shows is made of. Text is always text: nothing is ever read as HTML.

import { asServer } from "./own.js";

/** An element with attributes and children; strings become text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** The style of every layer. Not a link: Chromium forgets the sheets of a shadow root that is moved, as morphing moves it. */
const look = new CSSStyleSheet();
const isReady = Promise.all(["palette.css", "preview.css"].map(async (name) => {
  const answer = await fetch(`/_haven/client/${name}`);
  return answer.text();
})).then((texts) => look.replaceSync(texts.join("\n")), () => {});

/** A place over the page with a style of its own, which the theme and the preview cannot spoil for each other. */
export function layer(id) {
  const host = make("div", { id, hidden: true });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [look];
  isReady.then(() => { host.hidden = false; });
  // Not as the server: it counts as added by a script, so a new version of the page leaves it alone.
  document.body.append(host);
  return { host, root };
}

/** A message as it is printed, with what stands between backticks as code. */
export function words(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? make("code", {}, part) : part));
}

/** Removes a layer. */
export function drop(id) {
  const host = document.getElementById(id);
  if (host) asServer(() => host.remove());
}
