// How long an author waits: from the closing of a saved file to its new words in the page that a browser shows. Prints JSON:
// for each generator the first page after the start and, for each kind of edit, median and slowest in milliseconds.
//
//     node benches/preview/latency.mjs HAVEN_SITE HUGO_SITE [EDITS]
//
// `cargo bench --bench compare -- preview` calls it. HAVEN and HUGO name the programs; the second takes no part where it is
// not installed. Both servers run all the time and the edits take turns. The sites are edited in place.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tests = join(dirname(fileURLToPath(import.meta.url)), "../../tests/browser/");
const { chromium } = createRequire(tests)("playwright-core");
const [havenSite, hugoSite, edits = "20"] = process.argv.slice(2);
const HUGO = process.env.HUGO ?? "hugo";
const LONG = 1000;
/** Edits of a generator that takes longer than `LONG` for one. */
const FEW = 3;

const EDITS = {
  prose: ["article", (text, word) => `${text}\n${word}\n`],
  title: ["article", (text, word) => text.replace(/^title: .*/m, `title: ${word}`)],
  topic: ["article", (text, word) => text.replace(/^topics: .*/m, `topics: [${word}]`)],
  template: ["template", (text, word) => text.replace("Base footer v1", word)],
};

const pause = (milliseconds) => new Promise((later) => setTimeout(later, milliseconds));

/** Starts a server and waits for its first page. */
async function start(name, site, command, flags, base) {
  const began = performance.now();
  const server = spawn(command, flags, { stdio: ["ignore", "pipe", "pipe"] });
  process.on("exit", () => server.kill());
  const root = await new Promise((found, failed) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      const address = /http:\/\/[\w.:]+\//.exec(said);
      if (address) found(address[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", () => failed(new Error(`${name}: ${said}`)));
  });
  const file = readdirSync(join(site, "content"), { recursive: true }).map(String).sort()
    .filter((path) => path.endsWith(".md") && !path.includes("index"))[3];
  const address = root + file.replace(/\.md$/, "/");
  while (!(await fetch(address).catch(() => null))?.ok) await pause(5);
  return {
    name,
    server,
    address,
    first: performance.now() - began,
    article: join(site, "content", file),
    template: join(site, base),
  };
}

const generators = [
  await start("haven", havenSite, process.env.HAVEN, ["serve", "--root", havenSite, "--port", "0"], "themes/plain/templates/base.html"),
];
if (spawnSync(HUGO, ["version"]).status === 0) {
  // Hugo takes no port of its own choice.
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => free.on("listening", listening));
  const port = String(free.address().port);
  await new Promise((closed) => free.close(closed));
  const flags = ["server", "-s", hugoSite, "--port", port, "--renderToMemory"];
  generators.push(await start("hugo", hugoSite, HUGO, flags, "layouts/baseof.html"));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const generator of generators) {
  // Each in a window of its own: a page that is not shown is not drawn.
  generator.page = await (await browser.newContext()).newPage();
  await generator.page.goto(generator.address);
  generator.found = { first: generator.first };
}
await pause(3000);

for (const [kind, [where, edit]] of Object.entries(EDITS)) {
  const originals = generators.map((generator) => readFileSync(generator[where], "utf8"));
  const times = generators.map(() => []);
  for (let round = 0; round < Number(edits); round++) {
    for (const [number, generator] of generators.entries()) {
      const own = times[number];
      if (own.length >= FEW && Math.min(...own) > LONG) continue;
      const word = `w${kind}${round}x`;
      const seen = generator.page.waitForFunction(
        (word) => document.body?.textContent.toLowerCase().includes(word) && Date.now(), word, { polling: "raf", timeout: 120_000 });
      await pause(50);
      writeFileSync(generator[where], edit(originals[number], word));
      const saved = Date.now();
      own.push(await (await seen).jsonValue() - saved);
      // The rest of the site follows.
      await pause(700);
    }
  }
  for (const [number, generator] of generators.entries()) {
    writeFileSync(generator[where], originals[number]);
    const sorted = times[number].sort((a, b) => a - b);
    generator.found[kind] = { median: sorted[sorted.length >> 1], slowest: sorted.at(-1), edits: sorted.length };
  }
  await pause(Math.max(...times.flat()) > LONG ? 10_000 : 1500);
}
await browser.close();
for (const { server } of generators) server.kill();
console.log(JSON.stringify(Object.fromEntries(generators.map(({ name, found }) => [name, found]))));
process.exit(0);
