// What a page weighs as a host sends it: HTML, style sheets and scripts, compressed with brotli. Fonts and pictures are
// apart, since they come once and later. The first paint waits for the style sheets of the head and for the HTML up to the
// style sheet that stands behind the text: what follows that one (sources, help lines, the foot) is shown later.

import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { html, site } from "./site.mjs";

/** Bytes of a page: `{ html, text, styles, late, scripts, first, all }`; `text` is the HTML up to the `late` style sheets. */
export function weigh(path) {
  const page = html(path);
  const [head, body] = page.split("<body");
  const styles = (part) => [...part.matchAll(/<link rel="stylesheet" href="([^"]+)"(?! media="print")/g)].map(([, address]) => address);
  const scripts = [...page.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, address]) => address);
  const size = (addresses) => [...new Set(addresses)].reduce((sum, address) => sum + compressed(read(path, address)), 0);
  const text = page.slice(0, page.indexOf('<link rel="stylesheet"', head.length));
  const weights = { html: compressed(page), text: compressed(text), styles: size(styles(head)), late: size(styles(body)), scripts: size(scripts) };
  return { ...weights, first: weights.text + weights.styles, all: weights.html + weights.styles + weights.late + weights.scripts };
}

function compressed(bytes) {
  return brotliCompressSync(bytes).length;
}

function read(path, address) {
  const folder = path.endsWith("/") || path === "" ? path : `${dirname(path)}/`;
  return readFileSync(join(site, posix.normalize(posix.join(folder, address.replace(/^\//, "")))));
}
