// Files that are not pages changed: pictures are exchanged in place, whatever else the page uses makes it load anew.

import { asServer } from "./own.js";

/** Takes in that the files at these addresses hold something else. */
export function take(paths) {
  const changed = new Set(paths.map((path) => new URL(encodeURI(path), location.origin).pathname));
  const uses = (address) => {
    if (!address) return false;
    const url = new URL(address, location.href);
    return url.origin === location.origin && changed.has(url.pathname);
  };
  const others = document.querySelectorAll("script[src], audio[src], video[src], source[src], iframe[src]");
  if ([...others].some((element) => uses(element.getAttribute("src")))) {
    location.reload();
    return;
  }
  for (const image of document.images) {
    const shown = image.currentSrc || image.src;
    if (!uses(shown)) continue;
    const url = new URL(shown);
    url.searchParams.set("haven", String(Date.now()));
    asServer(() => {
      image.removeAttribute("srcset");
      image.src = url.href;
    });
  }
}
