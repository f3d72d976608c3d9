// A page asks nobody else for anything, says nothing on the console and keeps to its own content policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, each, launch } from "./browser.mjs";
import { files, host, pages, site } from "./site.mjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const browser = await launch();
const root = await host(site);

test("no foreign request, no missing file, no console message, no policy violation", async () => {
  const found = await each(browser, pages, { viewport: DESKTOP }, async (page, path) => {
    const heard = [];
    const say = (words) => heard.push(`/${path}: ${words}`);
    page.on("request", (request) => request.url().startsWith(root) || request.url().startsWith("data:") || say(`asks for ${request.url()}`));
    page.on("response", (response) => response.status() < 400 || say(`gets ${response.status()} for ${response.url()}`));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && say(`console: ${message.text()}`));
    page.on("pageerror", (error) => say(`script: ${error.message}`));
    await page.goto(root + path, { waitUntil: "networkidle" });
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie.length].join());
    if (kept !== "0,0,0") say(`stores something by itself (${kept})`);
    page.removeAllListeners();
    return heard;
  }, 6);
  assert.deepEqual(found, []);
});

test("nothing of live reload is in a built file", () => {
  const found = files(site).filter((path) => /\.(html|js|css)$/.test(path))
    .filter((path) => /_haven\/|EventSource/.test(readFileSync(join(site, path), "utf8")));
  assert.deepEqual(found, []);
});
