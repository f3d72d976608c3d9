// node benches/compare/first-query.mjs SITE
// A first search in Chromium, from a cold start, with haven's index (SITE/search) and Pagefind's (SITE/pagefind) of the same
// pages: requests, bytes and time until ten results are there. Fifty queries of three words drawn from the pages, the same
// ones every time; the first ten of them also over a slow line. Prints JSON, an object an engine.
//
// Bytes are bodies as a host sends them: text with gzip, Pagefind's own files as they are (they are compressed). The
// page that asks is empty and not counted.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { drawn } from "../../tests/search/weigh.mjs";

const site = resolve(process.argv[2]);
const { chromium } = createRequire(new URL("../../tests/browser/package.json", import.meta.url))("playwright-core");

const TYPES = { ".js": "text/javascript", ".html": "text/html", ".json": "application/json", ".css": "text/css" };
// "Slow 4G", as Lighthouse has it.
const SLOW = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) | 0, uploadThroughput: (750e3 / 8) | 0 };

let sent = { bytes: 0, requests: 0 };

/** A file as a host sends it. */
function body(path) {
  const bytes = readFileSync(path);
  return TYPES[extname(path)] ? gzipSync(bytes, { level: 9 }) : bytes;
}

const server = createServer((request, response) => {
  const path = new URL(request.url, "http://host").pathname;
  if (path === "/empty") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Empty</title>");
  const file = join(site, path);
  if (!file.startsWith(site) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
  const bytes = body(file);
  const type = TYPES[extname(file)];
  sent = { bytes: sent.bytes + bytes.length, requests: sent.requests + 1 };
  response.writeHead(200, type ? { "content-type": type, "content-encoding": "gzip" } : { "content-type": "application/octet-stream" });
  response.end(bytes);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const root = `http://127.0.0.1:${server.address().port}`;

// Each asks in the page and gives the milliseconds until the first result can be shown, and how many came.
const home = readFileSync(join(site, "index.html"), "utf8");
const [, client] = /data-client-url="([^"]+)"/.exec(home);
const [, starter] = /<script[^>]*\ssrc="([^"]*\/search\.[^"]*)"/.exec(home);
const ENGINES = {
  haven: {
    argument: { client, starter },
    async ask({ query, client, starter }) {
      const load = (path) => new Promise((done, failed) => {
        const script = Object.assign(document.createElement("script"), { src: `/${path}`, onload: done, onerror: failed });
        document.head.append(script);
      });
      const start = performance.now();
      await load(starter);
      await load(client);
      await havenSearch.open((name) => load(`search/${name}`));
      const { results } = await havenSearch.search(query, { limit: 10 });
      return { first: performance.now() - start, count: results.length };
    },
  },
  pagefind: {
    argument: {},
    async ask({ query }) {
      const start = performance.now();
      const pagefind = await import("/pagefind/pagefind.js");
      const { results } = await pagefind.search(query);
      const shown = results.slice(0, 10).map((result) => result.data());
      await shown[0];
      const first = performance.now() - start;
      await Promise.all(shown);
      return { first, count: shown.length };
    },
  },
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"] });

async function asked(engine, query, line) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${root}/empty`);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  if (line) await session.send("Network.emulateNetworkConditions", line);
  sent = { bytes: 0, requests: 0 };
  const { first, count } = await page.evaluate(engine.ask, { query, ...engine.argument });
  await context.close();
  return { ...sent, first, count };
}

const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const queries = drawn(site, 50);
const found = {};
for (const [name, engine] of Object.entries(ENGINES)) {
  await asked(engine, queries[0]);
  const rows = [];
  for (const query of queries) rows.push(await asked(engine, query));
  const slow = [];
  for (const query of queries.slice(0, 10)) slow.push(await asked(engine, query, SLOW));
  const of = (rows, field) => rows.map((row) => row[field]);
  const folder = join(site, name === "haven" ? "search" : "pagefind");
  // Pagefind also writes its user interfaces; they are no part of an index.
  const names = readdirSync(folder, { recursive: true }).filter((name) => !/-ui|-highlight|\.css$/.test(name));
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  found[name] = {
    bytes: middle(of(rows, "bytes")), worst: Math.max(...of(rows, "bytes")),
    requests: middle(of(rows, "requests")), most: Math.max(...of(rows, "requests")),
    first: middle(of(rows, "first")), slow: middle(of(slow, "first")), fewest: Math.min(...of(rows, "count")),
    files: files.length, size: files.reduce((sum, path) => sum + body(path).length, 0),
  };
}
console.log(JSON.stringify(found));
await browser.close();
server.close();
