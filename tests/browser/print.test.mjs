// A page on paper is a leaflet: as many sheets as its words need, nothing cut at the edge, what was folded is open, and
// no navigation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { each, launch } from "./browser.mjs";
import { html, host, isBooklet, pages, pagesWith, site } from "./site.mjs";

// A4 less the margins of print.css, at 96 pixels an inch; US Letter is wider.
const PAPER = { width: 627, height: 1005 };
const JSQR = readFileSync(createRequire(import.meta.url).resolve("jsqr"), "utf8");

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

test("the code on paper is the page's address, and no screen shows it", async () => {
  const found = await each(browser, pages.filter((path) => html(path).includes('class="page-code')), { viewport: PAPER }, async (page, path) => {
    await page.emulateMedia({ media: "screen" });
    await page.goto(root + path);
    const onScreen = await page.locator(".page-code").isVisible();
    await page.emulateMedia({ media: "print" });
    const onPaper = await page.locator(".page-code").isVisible();
    await page.evaluate(`{ const module = { exports: {} }, exports = module.exports; ${JSQR}; window.jsQR = module.exports.default ?? module.exports; }`);
    const read = await page.evaluate(readCode);
    const address = await page.locator("link[rel=canonical]").getAttribute("href");
    return [
      ...(onScreen ? [`/${path}: shows its code on a screen`] : []),
      ...(onPaper ? [] : [`/${path}: prints no code`]),
      ...(read === address ? [] : [`/${path}: its code says ${read}`]),
    ];
  });
  assert.deepEqual(found, []);
});

test("help lines and the way back to the page are never parted by the end of a sheet, and are short", async () => {
  const found = await each(browser, articles, { viewport: PAPER }, async (page, path) => {
    await page.goto(root + path);
    await page.emulateMedia({ media: "print" });
    const { height, parts } = await page.locator(".crisis").evaluate((crisis) => ({
      height: crisis.getBoundingClientRect().height,
      parts: getComputedStyle(crisis).breakInside,
    }));
    // A third of an A4 sheet, on the page that lists help against abuse too.
    return height < 300 && parts === "avoid" ? [] : [`/${path}: ${height} pixels, break-inside ${parts}`];
  });
  assert.deepEqual(found, []);
});

test("a booklet has a cover, its contents and a new sheet for each chapter", async () => {
  const booklets = pages.filter(isBooklet);
  assert.equal(booklets.length, 1);
  for (const path of booklets) {
    const page = await browser.newPage({ viewport: PAPER });
    await page.goto(root + path);
    const chapters = await page.locator(".chapter").count();
    assert.equal(await page.locator(".booklet-contents li").count(), chapters);
    const steps = html(path.replace("print/", "")).match(/<li class="step">/g).length;
    assert.equal(chapters, steps);
    const sheets = sheetsOf(await page.pdf({ format: "A4" }));
    assert.ok(sheets > chapters && sheets < 6 * chapters, `${sheets} sheets for ${chapters} chapters`);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await page.evaluate(onPaper), []);
    const fresh = await page.locator(".chapter").evaluateAll((all) => all.map((one) => getComputedStyle(one).breakBefore));
    assert.deepEqual(new Set(fresh), new Set(["page"]));
    await page.close();
  }
});

/** Runs in the page: what a camera would read from the code. */
async function readCode() {
  const size = 400;
  const drawing = document.querySelector(".page-code svg").cloneNode(true);
  drawing.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const picture = new Image(size, size);
  picture.src = `data:image/svg+xml,${encodeURIComponent(drawing.outerHTML)}`;
  await picture.decode();
  const canvas = new OffscreenCanvas(size, size);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, size, size);
  pen.drawImage(picture, 0, 0, size, size);
  return window.jsQR(pen.getImageData(0, 0, size, size).data, size, size)?.data;
}

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
  for (const nav of document.querySelectorAll("nav:not(.booklet-contents)")) if (seen(nav)) faults.push(`prints the navigation “${nav.className}”`);
  for (const body of document.querySelectorAll(".expander-body")) if (!seen(body)) faults.push("leaves an expander closed");
  if (!seen(document.querySelector("h1"))) faults.push("has no title");
  if (!document.body.innerText.includes(document.querySelector("link[rel=canonical]").href)) faults.push("does not say its address");
  return faults;
}
