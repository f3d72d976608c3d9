// The index is many files, and any of them may be gone: the site was published anew while a page stood open, or
// the network has failed. Nobody must be left with a silent field.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSearch } from "../search/client.mjs";
import { DESKTOP, launch } from "./browser.mjs";
import { build, haven, host, temporary } from "./site.mjs";

const browser = await launch();

/** The example site in a folder of its own, and its search page, with the manifest and the shards of one query loaded. */
async function opened() {
  const folder = build();
  const context = await browser.newContext({ viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto(`${await host(folder)}search/`);
  await page.locator("[role=combobox]").fill("attachment");
  await page.waitForSelector("[role=option]");
  return { folder, page };
}

test("a page that stood open while the site was published anew finds what is new", async () => {
  const { folder, page } = await opened();
  const shards = readdirSync(join(folder, "search")).filter((name) => name.startsWith("w-"));
  const anew = temporary("anew");
  // Every record carries its page's title.
  const source = temporary("anew-source");
  tiny(source, "title: Worry, renamed\n");
  execFileSync(haven, ["build", "--root", source, "--out", anew], { stdio: "pipe" });
  rmSync(join(folder, "search"), { recursive: true });
  cpSync(join(anew, "search"), join(folder, "search"), { recursive: true });
  assert.ok(shards.every((name) => !readdirSync(join(folder, "search")).includes(name)));
  await page.locator("[role=combobox]").fill("worry");
  await page.waitForFunction(() => document.querySelector("[role=option]")?.textContent.includes("Worry, renamed"));
});

test("files that cannot be had are said to be missing, help is there, and another try may work", async () => {
  const { folder, page } = await opened();
  const kept = temporary("kept");
  cpSync(join(folder, "search"), kept, { recursive: true });
  readdirSync(join(folder, "search")).filter((name) => name.endsWith(".js")).forEach((name) => rmSync(join(folder, "search", name)));
  await page.locator("[role=combobox]").fill("i want to die");
  await page.waitForSelector(".search-again");
  assert.match(await page.locator("[role=status]").textContent(), /could not load/);
  assert.equal(await page.locator("[role=option]").count(), 0);
  assert.ok(await page.locator(".search-crisis a[href^='tel:']").first().isVisible());
  assert.ok(await page.locator(".search-az").first().isVisible());
  cpSync(kept, join(folder, "search"), { recursive: true });
  await page.locator(".search-again").click();
  await page.waitForSelector("[role=option]");
  assert.equal(await page.locator(".search-again").count(), 0);
});

test("a search page without its index is a list from A to Z, and stays where it is", async () => {
  const folder = build();
  rmSync(join(folder, "search/manifest.js"));
  const page = await (await browser.newContext()).newPage();
  const visits = [];
  page.on("request", (request) => request.isNavigationRequest() && visits.push(request.url()));
  await page.goto(`${await host(folder)}search/#q=worry`);
  await page.waitForFunction(() => !document.querySelector("[role=combobox]"));
  assert.ok(await page.locator(".search-az").first().isVisible());
  assert.equal(visits.length, 1, visits.join(" "));
});

test("filters that hold the same pages share a file, and both hold", async () => {
  const source = temporary("twins");
  tiny(source, "title: Worry\naudience: [partner]\ntopics: [partner]\n");
  const out = join(source, "public");
  execFileSync(haven, ["build", "--root", source, "--out", out], { stdio: "pipe" });
  const { search } = await openSearch(out);
  const asked = (filters) => search.search("worry", { filters }).then(({ results }) => results.map((result) => result.url).join(" "));
  assert.equal(await asked({ audience: "partner", topics: "partner" }), "worry/");
  assert.equal(await asked({ audience: "self", topics: "partner" }), "");
});

/** A site of two pages and one to search; one has this front matter. */
function tiny(folder, front) {
  mkdirSync(join(folder, "content"), { recursive: true });
  writeFileSync(join(folder, "site.yaml"), "title: Tiny\nbase_url: https://tiny.example\noptions: { search: true, urgent_url: \"\" }\n");
  writeFileSync(join(folder, "content/search.md"), "---\ntitle: Search\nlayout: search\nunlisted: true\n---\n");
  writeFileSync(join(folder, "content/index.md"), "---\ntitle: Home\n---\nWelcome.\n");
  writeFileSync(join(folder, "content/worry.md"), `---\n${front}---\nAbout worry.\n`);
  writeFileSync(join(folder, "content/other.md"), "---\ntitle: Other\n---\nAlso about worry.\n");
}
