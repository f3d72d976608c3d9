// Prints what one page of each template weighs: bytes as a host sends them, compressed. Fonts and images are apart, since
// they come once and later. `first paint` is the HTML and the style that a browser waits for.

import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { html, site, templates } from "./site.mjs";

const row = (...cells) => console.log(cells.map((cell, index) => String(cell)[index < 2 ? "padEnd" : "padStart"](index < 2 ? 44 - index * 24 : 12)).join(""));

row("page", "template", "HTML br", "CSS br", "JS br", "first paint", "all br", "all gzip");
for (const { name, path } of templates) {
  const page = html(path);
  const styles = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)"(?! media="print")/g)].map((match) => read(path, match[1]));
  const scripts = [...page.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map((match) => read(path, match[1]));
  const [text, css, js] = [[page], styles, scripts].map((some) => weigh(brotliCompressSync, some));
  row(`/${path}`, name, text, css, js, text + css, text + css + js, weigh(gzipSync, [page, ...styles, ...scripts]));
}

function weigh(compress, some) {
  return some.reduce((sum, bytes) => sum + compress(bytes).length, 0);
}

function read(path, address) {
  const folder = path.endsWith("/") || path === "" ? path : `${dirname(path)}/`;
  return readFileSync(join(site, posix.normalize(posix.join(folder, address.replace(/^\//, "")))));
}
