// The preview on the network: a site in a sub-folder, other names of the server, phones, a port that is taken.

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { request } from "node:http";
import { test } from "node:test";
import { PHONE, launch } from "./browser.mjs";
import { SOON, preview } from "./preview.mjs";

const browser = await launch();

/** Status, headers and body of a request, sent as `options` say. */
function ask(address, options = {}) {
  return new Promise((found, failed) => {
    const asked = request(address, options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => found({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    asked.on("error", failed);
    asked.end();
  });
}

/** Whether this machine has a way to other machines. Nothing is sent. */
function isOnNetwork() {
  const socket = createSocket("udp4");
  return new Promise((found) => {
    socket.once("error", () => found(false));
    socket.connect(9, "192.0.2.1", () => found(true));
  }).finally(() => socket.close());
}

test("a site in a sub-folder is shown and followed there", async () => {
  const site = await preview("--base-path", "/info/");
  assert.match(site.root, /\/info\/$/);
  const page = await browser.newPage();
  const failures = [];
  page.on("response", (response) => { if (response.status() >= 400) failures.push(response.url()); });
  await page.goto(site.root);
  await page.goto(`${site.root}cbt/evidence/`);
  const article = "content/cbt/evidence.md";
  site.save(article, `${site.read(article)}\nSeen below info.\n`);
  await page.getByText("Seen below info.").waitFor(SOON);
  assert.deepEqual(failures, []);
  const missing = await page.goto(`${site.root}no/such/page/`);
  assert.equal(missing.status(), 404);
  const sheets = await page.evaluate(() => [...document.styleSheets].filter((sheet) => sheet.href).map((sheet) => sheet.href));
  assert.ok(sheets.length > 0 && sheets.every((href) => href.includes("/info/assets/") || href.includes("/_haven/")), String(sheets));
  const top = await ask(new URL("/", site.root));
  assert.deepEqual([top.status, top.headers.location], [302, "/info/"]);
  await page.close();
});

test("on all addresses: a phone's URL is printed with a code, strangers' names are refused, a taken port is passed over", async () => {
  const site = await preview("--host", "0.0.0.0");
  const port = new URL(site.root).port;
  const address = `http://127.0.0.1:${port}/`;
  for (const [host, status] of [[`127.0.0.1:${port}`, 200], ["10.1.2.3", 200], [`localhost:${port}`, 200], ["evil.example", 403], ["127.0.0.1.evil.example", 403]]) {
    assert.equal((await ask(address, { headers: { host } })).status, status, host);
  }
  if (await isOnNetwork()) await site.hears(/on this network: http:\/\/[\d.]+:\d+\/[\s\S]*[▀▄█]/);
  const second = await preview("--port", port);
  assert.notEqual(new URL(second.root).port, port);
  await second.hears(new RegExp(`port ${port} is in use`));

  // A phone without locks (no secure context there) hears by itself.
  const phone = await browser.newContext({ viewport: PHONE });
  await phone.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  const page = await phone.newPage();
  await page.goto(`${address}cbt/evidence/`);
  const article = "content/cbt/evidence.md";
  site.save(article, `${site.read(article)}\nSeen on a phone.\n`);
  await page.getByText("Seen on a phone.").waitFor(SOON);
  await phone.close();
});

test("files are answered as a good static host does", async () => {
  const site = await preview();
  const at = (path) => new URL(path, site.root);
  const page = await ask(at("cbt/"));
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  const again = await ask(at("cbt/"), { headers: { "if-none-match": page.headers.etag } });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
  const head = await ask(at("cbt/"), { method: "HEAD" });
  assert.deepEqual([head.status, head.body.length, head.headers["content-length"]], [200, 0, String(page.body.length)]);
  const folder = await ask(at("cbt?x=1"));
  assert.deepEqual([folder.status, folder.headers.location], [302, "/cbt/?x=1"]);
  const part = await ask(at("sitemap.xml"), { headers: { range: "bytes=0-4" } });
  assert.deepEqual([part.status, part.body.toString()], [206, "<?xml"]);
  assert.equal((await ask(at("cbt/index.html"))).status, 200);
  assert.equal((await ask(site.root, { path: "/%2e%2e/site.yaml" })).status, 400);
  assert.equal((await ask(at("cbt/"), { method: "POST" })).status, 405);
});
