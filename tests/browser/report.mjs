// Prints what the heaviest page of each template weighs, in bytes after brotli.

import { pages, template } from "./site.mjs";
import { weigh } from "./weights.mjs";

const columns = ["html", "text", "styles", "late", "scripts", "first", "all"];
const heaviest = new Map();
for (const path of pages) {
  const weights = weigh(path);
  const name = template(path);
  if (!heaviest.has(name) || heaviest.get(name).weights.first < weights.first) heaviest.set(name, { path, weights });
}
console.log(`${"template".padEnd(18)}${"heaviest page".padEnd(46)}${columns.map((column) => column.padStart(9)).join("")}`);
for (const [name, { path, weights }] of [...heaviest].sort()) {
  console.log(`${name.padEnd(18)}${`/${path}`.padEnd(46)}${columns.map((column) => String(weights[column]).padStart(9)).join("")}`);
}
