// Every link and file of the built folder is there, wherever the folder stands: at the root of a host, in a folder of
// one, or on a disk without any server.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { DESKTOP, launch } from "./browser.mjs";
import { build, files, host, site } from "./site.mjs";

const ROOT = "https://built.example/some/folder/";

test("links and anchors resolve", () => assert.deepEqual(broken(site, false), []));
test("links and anchors of an offline build resolve to files", () => assert.deepEqual(broken(build("--offline"), true), []));

test("a site in a folder of a host has its style and its links", async () => {
  await walk(await host(site, "/some/folder/"));
});

test("a site on a disk has its style and its links", async () => {
  await walk(pathToFileURL(join(build("--offline"), "index.html")).href);
});

/** What does not resolve. With `exact`, an address must name a file itself, because no server adds `index.html`. */
function broken(folder, exact) {
  const anchors = new Map();
  // The page for a missing address is shown at any depth, so it has links of its own kind.
  return files(folder, ".html").filter((path) => path !== "404.html").flatMap((path) => {
    const page = new URL(encodeURI(path), ROOT);
    return addresses(readFileSync(join(folder, path), "utf8")).flatMap((address) => {
      const url = new URL(address, page);
      if (url.origin !== page.origin) return [];
      const where = `${path}: ${address}`;
      if (!url.pathname.startsWith("/some/folder/")) return [`${where} leaves the site`];
      let target = decodeURIComponent(url.pathname.slice("/some/folder/".length));
      if (!exact && (target === "" || target.endsWith("/"))) target += "index.html";
      if (!existsSync(join(folder, target)) || !statSync(join(folder, target)).isFile()) return [`${where} is not there`];
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (!anchor || !target.endsWith(".html")) return [];
      if (!anchors.has(target)) anchors.set(target, names(readFileSync(join(folder, target), "utf8")));
      return anchors.get(target).has(anchor) ? [] : [`${where} has no such anchor`];
    });
  });
}

function addresses(html) {
  const found = [...html.matchAll(/\s(?:href|src|poster|action)="([^"]*)"/g)].map(([, address]) => address);
  const sets = [...html.matchAll(/\ssrcset="([^"]*)"/g)].flatMap(([, set]) => set.split(",").map((one) => one.trim().split(/\s+/)[0]));
  return [...found, ...sets].map((address) => address.replaceAll("&amp;", "&").replaceAll("&#x2F;", "/"));
}

function names(html) {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id.replaceAll("&amp;", "&")));
}

/** From the home page through the main menu to an article, as a reader would. */
async function walk(home) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: DESKTOP });
  const missing = [];
  page.on("requestfailed", (request) => missing.push(request.url()));
  page.on("response", (response) => response.status() >= 400 && missing.push(response.url()));
  await page.goto(home);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link").nth(1).click();
  await page.locator("main a[href]").first().waitFor();
  await page.locator("main h2 a[href], main h3 a[href]").first().click();
  await page.locator("h1").waitFor();
  const font = await page.evaluate(() => document.fonts.ready.then((fonts) => [...fonts].filter((face) => face.status === "loaded").length));
  assert.ok(font > 0, "the site's own font is loaded");
  assert.deepEqual(missing, []);
  await browser.close();
}
