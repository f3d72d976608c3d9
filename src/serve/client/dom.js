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

/** A place over the page with a style of its own, which the theme and the preview cannot spoil for each other. */
export function layer(id) {
  const host = make("div", { id });
  const root = host.attachShadow({ mode: "open" });
  root.append(make("link", { rel: "stylesheet", href: "/_haven/client/preview.css" }));
  // Not as the server: it counts as added by a script, so a new version of the page leaves it alone.
  document.body.append(host);
  return { host, root };
}

/** Removes a layer. */
export function drop(id) {
  const host = document.getElementById(id);
  if (host) asServer(() => host.remove());
}
