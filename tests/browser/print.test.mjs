// A page on paper is a leaflet: as many sheets as its words need, nothing cut at the edge, what was folded is open, and
// no navigation.

import assert from "node:assert/strict";
import { test } from "node:test";
import { each, launch } from "./browser.mjs";
import { host, pagesWith, site } from "./site.mjs";

// A4 less the margins of print.css, at 96 pixels an inch; US Letter is wider.
const PAPER = { width: 672, height: 980 };

const browser = await launch();
const root = await host(site);
const articles = pagesWith('class="about-page"');

test("an article takes a sensible number of sheets", async () => {
  const found = await each(browser, articles, {}, async (page, path) => {
    await page.goto(root + path);
    const words = await page.evaluate(() => document.body.textContent.trim().split(/\s+/).length);
    const faults = [];
    for (const format of ["A4", "Letter"]) {
      const sheets = sheetsOf(await page.pdf({ format, preferCSSPageSize: false }));
      // A full sheet holds about 500 words; boxes, headings and forms take more room than prose.
      const most = 2 + Math.ceil(words / 150);
      const least = Math.floor(words / 900);
      if (sheets < least || sheets > most) faults.push(`/${path}: ${sheets} sheets of ${format} for ${words} words`);
    }
    return faults;
  });
  assert.deepEqual(found, []);
});

test("paper cuts nothing, folds nothing and has no navigation", async () => {
  const found = await each(browser, articles, { viewport: PAPER }, async (page, path) => {
    await page.goto(root + path);
    await page.emulateMedia({ media: "print" });
    return (await page.evaluate(onPaper)).map((words) => `/${path}: ${words}`);
  });
  assert.deepEqual(found, []);
});

/** The pages of a PDF as Chromium writes it, with its page objects uncompressed. */
function sheetsOf(pdf) {
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
}

/** Runs in the page, in print media. */
function onPaper() {
  const seen = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && element.getClientRects().length > 0;
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`${document.documentElement.scrollWidth} pixels wide`);
  for (const table of document.querySelectorAll(".table-wrap")) {
    if (table.scrollWidth > table.clientWidth + 1) faults.push(`the table “${table.textContent.trim().slice(0, 30)}” is cut`);
  }
  for (const nav of document.querySelectorAll("nav")) if (seen(nav)) faults.push(`prints the navigation “${nav.className}”`);
  for (const body of document.querySelectorAll(".expander-body")) if (!seen(body)) faults.push("leaves an expander closed");
  if (!seen(document.querySelector("h1"))) faults.push("has no title");
  if (!document.body.innerText.includes(document.querySelector("link[rel=canonical]").href)) faults.push("does not say its address");
  return faults;
}
