// What makes a page comfortable whatever happens to it: a font that comes late, a style sheet that never comes, and a
// zoom of 400 %.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, NARROWEST, PHONE, each, launch } from "./browser.mjs";
import { host, isBooklet, pages, pagesWith, site, templates } from "./site.mjs";

const browser = await launch();
const root = await host(site);
// Text is laid out, but not painted, while its font may still come (100 ms of font-display: optional): when it comes in that
// time, a count at the end of a line moves by three pixels that nobody has seen. A whole menu that moves is 0.001 and more.
const UNSEEN = 0.0005;
const paths = templates.map((template) => template.path);
// What scripts add to a page must find its room.
const grown = [...new Set(["data-filters", 'class="path-list"', "data-worksheet", "data-regions"].flatMap((words) => pagesWith(words).slice(0, 2)))];

for (const [device, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
  for (const [speed, delay] of [["at once", 0], ["late", 400]]) {
    test(`nothing moves on a ${device} when the fonts arrive ${speed}`, async () => {
      const found = await each(browser, [...new Set([...paths, ...grown])], { viewport }, async (page, path) => {
        await page.route("**/*.woff2", async (route) => {
          await new Promise((later) => setTimeout(later, delay));
          await route.continue();
        });
        // On a slow machine a font may come after the first layout and before the text is painted, and move lines that nobody
        // has seen. What moves each time is seen.
        let shifts = [];
        for (let times = 0; times === 0 || (times < 3 && shifts.length > 0); times++) {
          const asked = page.waitForRequest("**/*.woff2");
          shifts = await shiftsOf(page, root + path);
          await asked;
        }
        await page.unrouteAll({ behavior: "ignoreErrors" });
        return shifts;
      });
      assert.deepEqual(found, []);
    });
  }
}

test("nothing moves when half of the header comes late", async () => {
  const slow = await host(site, "/", " data-search-open");
  const found = await each(browser, paths, { viewport: DESKTOP }, (page, path) => shiftsOf(page, slow + path));
  assert.deepEqual(found, []);
});

test("without style sheets every word is there, in order, and no drawing fills the screen", async () => {
  const found = await each(browser, pages.filter((path) => !isBooklet(path)), { viewport: PHONE, javaScriptEnabled: true }, async (page, path) => {
    await page.route("**/*.css", (route) => route.abort());
    await page.goto(root + path);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    return (await page.evaluate(bare)).map((words) => `/${path}: ${words}`);
  });
  assert.deepEqual(found, []);
});

test("at 400 % zoom nothing that stays in sight covers half of the screen", async () => {
  const found = await each(browser, paths, { viewport: { width: NARROWEST.width, height: 256 } }, async (page, path) => {
    await page.goto(root + path);
    await page.evaluate(() => window.scrollTo(0, 600));
    const covered = await page.evaluate(() => [...document.querySelectorAll("body *")]
      .filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position))
      .reduce((sum, element) => sum + element.getBoundingClientRect().height, 0));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    return [...(covered > 128 ? [`/${path}: ${covered} of 256 pixels are covered`] : []), ...(wide ? [`/${path}: scrolls sideways`] : [])];
  });
  assert.deepEqual(found, []);
});

/** What moved while the page at `url` came. */
async function shiftsOf(page, url) {
  await page.addInitScript(watchShifts);
  await page.goto(url, { waitUntil: "networkidle" });
  // Two frames: a shift is told after the frame in which it happened.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shifts = await page.evaluate(() => window.shifts);
  return shifts.filter(({ value }) => value > UNSEEN).map(({ value, sources }) => `${new URL(url).pathname}: ${value.toFixed(4)} ${sources}`);
}

/** Runs before a page: notes what moves. */
function watchShifts() {
  window.shifts = [];
  const named = ({ value, sources }) => ({ value, sources: sources.map(({ node }) => node?.className || node?.nodeName).join(", ") });
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(named))).observe({ type: "layout-shift", buffered: true });
}

/** Runs in a page without style. */
function bare() {
  const faults = [];
  const first = document.querySelector("a");
  if (first.getAttribute("href") !== "#main") faults.push(`the first link is ${first.getAttribute("href")}`);
  const heading = document.querySelector("h1");
  if (!heading.checkVisibility()) faults.push("its title is not seen");
  for (const drawing of document.querySelectorAll("svg.icon, svg.brand-mark, svg.bars, svg.contrast-sample")) {
    const { width, height } = drawing.getBoundingClientRect();
    if (Math.max(width, height) > 48) faults.push(`${drawing.getAttribute("class")} is ${width} by ${height} pixels`);
  }
  for (const drawing of document.querySelectorAll("svg")) {
    if (drawing.getBoundingClientRect().width > innerWidth) faults.push(`${drawing.getAttribute("class")} is wider than the screen`);
  }
  for (const field of document.querySelectorAll("input, textarea, select")) {
    const isHidden = field.closest("[hidden]") || field.closest("details:not([open])");
    if (!isHidden && !field.checkVisibility()) faults.push("a field is not seen");
  }
  return faults;
}
