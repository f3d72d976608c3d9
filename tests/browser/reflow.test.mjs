// A page is usable at 320 CSS pixels, which is also a desktop at 400 % zoom, and with the reader's own text spacing.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DESKTOP, NARROWEST, each, launch } from "./browser.mjs";
import { buildFrom, host, pages, site, sources, templates } from "./site.mjs";

// WCAG 1.4.12.
const SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";

const browser = await launch();
const root = await host(site);

test("nothing is wider than 320 pixels, with and without text spacing", async () => {
  // The test's own style sheet is the reader's, not the page's, so the page's policy does not bind it.
  const found = await each(browser, pages, { viewport: NARROWEST, bypassCSP: true }, async (page, path) => {
    await page.goto(root + path);
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    const plain = await page.evaluate(wide);
    await page.addStyleTag({ content: SPACING });
    const spaced = await page.evaluate(wide);
    return [...plain.map((words) => `/${path}: ${words}`), ...spaced.map((words) => `/${path} with text spacing: ${words}`)];
  });
  assert.deepEqual(found, []);
});

test("in a script that runs from right to left nothing sticks out, and the text begins at the right", async () => {
  const folder = sources();
  mkdirSync(join(folder, "theme/i18n"), { recursive: true });
  writeFileSync(join(folder, "theme/i18n/en.yaml"), "direction: rtl\n");
  const mirrored = await host(buildFrom(folder));
  const found = [];
  for (const viewport of [NARROWEST, DESKTOP]) {
    found.push(...await each(browser, templates.map(({ path }) => path), { viewport }, async (page, path) => {
      await page.goto(mirrored + path);
      const isLeft = await page.evaluate(() => {
        const title = document.querySelector("h1").getBoundingClientRect();
        const main = document.querySelector("main").getBoundingClientRect();
        return title.left - main.left < main.right - title.right - 1;
      });
      const faults = [...await page.evaluate(wide), ...(isLeft ? ["the title stands at the left"] : [])];
      return faults.map((words) => `/${path} at ${viewport.width} pixels: ${words}`);
    }));
  }
  assert.deepEqual(found, []);
});

/** Runs in the page: what sticks out of it, unless it scrolls in a box of its own, as a wide table may. */
function wide() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (element) => element && (["auto", "scroll"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const out = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element));
  const named = out.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class")}`);
  return [`${document.documentElement.scrollWidth} pixels wide (${named.join(", ")})`];
}
