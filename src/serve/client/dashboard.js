// Keeps a page of the dashboard true: whenever the site changes, it is asked for again and what is new is taken in.
// Without this script everything works by links and forms.

import { listen } from "./tabs.js";
import { Idiomorph } from "./vendor/idiomorph.js";

let timer = 0;

listen({ page: "/", version: "" }, (message) => {
  if (["view", "connection"].includes(message.kind)) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, 400);
});

async function refresh() {
  try {
    const response = await fetch(location.href);
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    Idiomorph.morph(document.querySelector("main"), next.querySelector("main"), {
      ignoreActiveValue: true,
      callbacks: { beforeAttributeUpdated: (name, element) => !(name === "open" && element.matches("details")) },
    });
  } catch { /* The preview is not running; the next message asks again. */ }
}

// A filter applies as soon as it is chosen; typing applies with Enter.
document.addEventListener("change", (event) => {
  if (event.target.matches(".filter select")) event.target.form.requestSubmit();
});
