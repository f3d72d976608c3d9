// axe-core on every page, in light and in dark: WCAG 2.2 AA and axe's best practice. A phone meets each page as it comes;
// the desktop has everything unfolded, so that what is folded is looked at as well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { DESKTOP, PHONE, each, launch } from "./browser.mjs";
import { host, pages, site } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const browser = await launch();
const root = await host(site);

for (const [device, viewport, unfold] of [["phone", PHONE, false], ["desktop", DESKTOP, true]]) {
  test(`no violation on a ${device}, light and dark`, async () => {
    const found = await each(browser, pages, { viewport }, async (page, path) => {
      await page.goto(root + path);
      await page.evaluate(AXE);
      if (unfold) await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      const violations = [];
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        violations.push(...(await page.evaluate(violationsOf, ALL)).map((words) => `/${path} (${colorScheme}): ${words}`));
      }
      return violations;
    });
    assert.deepEqual(found, []);
  });
}

/** Runs in the page: each violation with its element, as one line. */
async function violationsOf(rules) {
  const { violations } = await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"], elementRef: false });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => {
    const why = failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; ");
    return `${id} at ${target.join(" ")}: ${why}`;
  }));
}
