// The head of the page: title, what machines read, and style sheets, which are exchanged without a moment without style.

const REPLACED = 'meta[name], meta[property], link[rel="canonical"], link[rel="alternate"], script[type="application/ld+json"]';

/** Makes the head of this page that of `next`. */
export function syncHead(next) {
  if (document.title !== next.title) document.title = next.title;
  const old = [...document.head.querySelectorAll(REPLACED)];
  const now = [...next.head.querySelectorAll(REPLACED)];
  if (old.map((node) => node.outerHTML).join() !== now.map((node) => node.outerHTML).join()) {
    old.forEach((node) => node.remove());
    document.head.append(...now.map((node) => document.importNode(node, true)));
  }
  syncStyles(next);
}

function syncStyles(next) {
  const old = sheets(document);
  const now = sheets(next);
  for (const [name, link] of now) {
    const before = old.get(name);
    if (!before) document.head.append(document.importNode(link));
    else if (address(before) !== address(link)) swap(before, link.getAttribute("href"));
  }
  for (const [name, link] of old) if (!now.has(name)) link.remove();
}

/** The style sheets of a page by their names without fingerprint. */
function sheets(page) {
  const links = [...page.head.querySelectorAll('link[rel~="stylesheet"]:not([data-haven])')];
  return new Map(links.map((link) => [`${address(link).replace(/\.[0-9a-z]+\.css$/, "")} ${link.media}`, link]));
}

function address(link) {
  return new URL(link.getAttribute("href"), location.href).href;
}

/** The old sheet stays until the new one has come. */
export function swap(link, href) {
  if (link.dataset.next === href) return;
  link.dataset.next = href;
  const next = link.cloneNode();
  delete next.dataset.next;
  next.setAttribute("href", href);
  next.addEventListener("load", () => link.remove());
  next.addEventListener("error", () => link.remove());
  link.after(next);
}
