// A page that is no longer at its address: the last good version stays, and a message says where to go.

import { drop, layer, make } from "./dom.js";

const ID = "haven-gone";

/** Says what became of the page and offers where it can be seen. */
export function show(words, to) {
  drop(ID);
  const { root } = layer(ID);
  root.append(make("section", { class: "gone", role: "alert" },
    make("h2", {}, "This page is no longer here"),
    make("p", {}, `${words} You still see it as it was.`),
    make("p", { class: "actions" },
      to ? make("a", { class: "button", href: to }, "Go to the page") : null,
      make("button", { type: "button", click: () => location.reload() }, "See what is here now"))));
}

/** It is back. */
export function hide() {
  drop(ID);
}
