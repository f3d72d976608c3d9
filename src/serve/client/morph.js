// Makes the page in the tab the page that the server has now, without leaving it: what stayed the same is not touched, so
// that scroll, focus, selection, open expanders and typed text stay.

import { syncHead } from "./head.js";
import { asServer, guests, isGuest, isOwn, wasTakenOut } from "./own.js";
import { Idiomorph } from "./vendor/idiomorph.js";

/** Takes the new page in. `false` when only loading it anew will do. */
export function morph(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  if (!next.body || scripts(next) !== scripts(document)) return false;
  asServer(() => {
    const root = document.documentElement;
    const place = nearestHeading();
    // The browser's own idea of what should stay in place would be added to ours.
    root.style.overflowAnchor = "none";
    const hide = setAside(guests());
    Idiomorph.morph(document.body, next.body, {
      callbacks: {
        beforeAttributeUpdated: (name, element) => !isOwn(name, element),
        beforeNodeAdded: (node) => !wasTakenOut(node),
      },
    });
    hide();
    copyAttributes(root, next.documentElement);
    syncHead(next);
    restore(place);
    root.style.overflowAnchor = "";
    if (root.getAttribute("style") === "") root.removeAttribute("style");
  });
  return true;
}

/** The scripts of a page: others cannot be taken in, because the old ones have already run. */
function scripts(page) {
  const tags = [...page.querySelectorAll("script[src]:not(#haven-preview)")].filter((tag) => !isGuest(tag));
  return tags.map((tag) => new URL(tag.getAttribute("src"), location.href).href).sort().join(" ");
}

/** The last heading above the upper third of the window, and where it stands. */
function nearestHeading() {
  if (scrollY === 0) return null;
  const headings = [...document.body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const seen = headings.map((heading) => ({ heading, top: heading.getBoundingClientRect().top }));
  const nearest = seen.filter(({ top }) => top < innerHeight / 3).pop() ?? seen[0];
  if (!nearest) return null;
  const { heading, top } = nearest;
  return { heading, top, id: heading.id, text: heading.textContent };
}

/** Scrolls so that the heading stands where it stood, if it is still there. */
function restore(place) {
  if (!place) return;
  let { heading } = place;
  if (!heading.isConnected) heading = place.id ? document.getElementById(place.id) : null;
  if (!heading) {
    const headings = [...document.body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
    heading = headings.find((other) => other.textContent === place.text);
  }
  if (heading) scrollBy({ top: heading.getBoundingClientRect().top - place.top, behavior: "instant" });
}

/** Takes what scripts added out of the way, so that nothing of it is taken for the server's. Gives what brings it back. */
function setAside(nodes) {
  const pantry = document.createElement("div");
  pantry.hidden = true;
  document.documentElement.append(pantry);
  const places = nodes.map((node) => {
    const place = { node, parent: node.parentNode, before: node.previousSibling };
    move(pantry, node, null);
    return place;
  });
  return () => {
    for (const { node, parent, before } of places) {
      const home = parent.isConnected ? parent : document.body;
      const after = before?.parentNode === home ? before.nextSibling : before ? null : home.firstChild;
      move(home, node, after);
    }
    pantry.remove();
  };
}

/** Moves a node and, where the browser can, keeps its focus, its open dialog and its frames. */
function move(parent, node, before) {
  if (parent.moveBefore) {
    try {
      parent.moveBefore(node, before);
      return;
    } catch { /* It cannot move such a node. */ }
  }
  parent.insertBefore(node, before);
}

function copyAttributes(from, to) {
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isOwn(name, from)) from.setAttribute(name, value);
  }
}
