// axe-core on every page, in light and in dark: WCAG 2.2 AA and axe's best practice. A phone meets each page as it comes;
// the desktop has everything unfolded, so that what is folded is looked at as well.

import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./axe.mjs";
import { DESKTOP, PHONE, each, launch } from "./browser.mjs";
import { host, pages, site } from "./site.mjs";

const browser = await launch();
const root = await host(site);

for (const [device, viewport, unfold] of [["phone", PHONE, false], ["desktop", DESKTOP, true]]) {
  test(`no violation on a ${device}, light and dark`, async () => {
    const found = await each(browser, pages, { viewport }, async (page, path) => {
      await page.goto(root + path);
      if (unfold) await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      return (await violations(page)).map((words) => `/${path} ${words}`);
    });
    assert.deepEqual(found, []);
  });
}
