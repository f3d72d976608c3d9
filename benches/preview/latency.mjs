// How long an author waits: from the closing of a saved file to its new text in the page that a browser shows.
//
//     BROWSER_TESTS=tests/browser node benches/preview/latency.mjs haven|hugo DIR [ROUNDS]
//
// HAVEN and HUGO name the programs. DIR is a site of `cargo bench --bench compare -- corpus haven|hugo N DIR`; it is edited
// in place.

import { spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(`${resolve(process.env.BROWSER_TESTS)}/`);
const { chromium } = require("playwright-core");
const [generator, folder, rounds = "20"] = process.argv.slice(2);
const [command, flags] = generator === "haven"
  ? [process.env.HAVEN, ["serve", "--root", folder, "--port", "0"]]
  : [process.env.HUGO ?? "hugo", ["server", "-s", folder, "--port", "13131", "--renderToMemory"]];

const began = performance.now();
const server = spawn(command, flags, { stdio: ["ignore", "pipe", "pipe"] });
const root = await new Promise((found) => {
  let said = "";
  const hear = (bytes) => {
    said += bytes;
    const address = /http:\/\/[\w.:]+\//.exec(said);
    if (address) found(address[0]);
  };
  server.stdout.on("data", hear);
  server.stderr.on("data", hear);
});
const file = readdirSync(join(folder, "content"), { recursive: true }).map(String).sort()
  .filter((path) => path.endsWith(".md") && !path.includes("index"))[3];
const address = root + file.replace(/\.md$/, "/");
for (;;) {
  const page = await fetch(address).catch(() => null);
  if (page?.ok) break;
  await new Promise((later) => setTimeout(later, 5));
}
console.log(`${generator} first page ${(performance.now() - began).toFixed(0)} ms`);

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(address);
await page.waitForTimeout(3000);

const article = join(folder, "content", file);
const template = join(folder, generator === "haven" ? "themes/plain/templates/base.html" : "layouts/baseof.html");
const edits = {
  prose: [article, (text, word) => `${text}\n${word}\n`],
  title: [article, (text, word) => text.replace(/^title: .*/m, `title: ${word}`)],
  topic: [article, (text, word) => text.replace(/^topics: .*/m, `topics: [${word}]`)],
  template: [template, (text, word) => text.replace("Base footer v1", word)],
};
for (const [name, [path, edit]] of Object.entries(edits)) {
  const before = readFileSync(path, "utf8");
  const times = [];
  for (let round = 0; round < Number(rounds); round++) {
    const word = `w${name}${round}x`;
    const seen = page.waitForFunction((word) => document.body?.textContent.toLowerCase().includes(word) && Date.now(), word, { polling: "raf", timeout: 60_000 });
    await page.waitForTimeout(50);
    writeFileSync(path, edit(before, word));
    const saved = Date.now();
    times.push(await (await seen).jsonValue() - saved);
    // The rest of the site follows.
    await page.waitForTimeout(700);
  }
  writeFileSync(path, before);
  await page.waitForTimeout(1500);
  times.sort((a, b) => a - b);
  console.log(`${generator} ${name} median ${times[times.length >> 1]} ms, slowest ${times.at(-1)} ms`);
}
await browser.close();
server.kill();
