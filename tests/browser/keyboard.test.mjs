// By keyboard alone: the skip link comes first and works, and whatever has the focus shows it and is not covered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, each, launch } from "./browser.mjs";
import { host, site, templates } from "./site.mjs";

const browser = await launch();
const root = await host(site);
const paths = templates.map((template) => template.path);

test("the first Tab shows a link that skips to the main content", async () => {
  const found = await each(browser, paths, { viewport: PHONE }, async (page, path) => {
    await page.goto(root + path);
    await page.keyboard.press("Tab");
    const first = page.locator(":focus");
    if ((await first.getAttribute("href")) !== "#main") return [`/${path}: the first stop is not the skip link`];
    const box = await first.boundingBox();
    if (box.y < 0 || box.height < 24) return [`/${path}: the skip link is not visible`];
    await page.keyboard.press("Enter");
    const main = await page.evaluate(() => document.activeElement.id);
    return main === "main" ? [] : [`/${path}: the skip link leads to #${main}`];
  });
  assert.deepEqual(found, []);
});

for (const [device, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
  test(`every stop of the Tab key is seen on a ${device}`, async () => {
    const found = await each(browser, paths, { viewport }, async (page, path) => {
      await page.goto(root + path);
      const faults = [];
      for (let stop = 0; stop < 150; stop += 1) {
        await page.keyboard.press("Tab");
        const seen = await page.evaluate(lookAtFocus);
        if (seen.over) break;
        if (seen.fault) faults.push(`/${path}: ${seen.element} ${seen.fault}`);
      }
      return faults;
    });
    assert.deepEqual(found, []);
  });
}

/** Runs in the page: how the element with the focus shows itself (WCAG 2.4.7 and 2.4.11). */
function lookAtFocus() {
  const element = document.activeElement;
  if (element === document.body) return { over: true };
  // A card that is one link draws the ring around itself, by the link's ::after.
  const ringed = [undefined, "::after"].some((part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const name = `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 40)}”`;
  const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  if (boxes.length === 0) return { element: name, fault: "has no box" };
  if (!ringed) return { element: name, fault: "does not show that it has the focus" };
  const uncovered = boxes.some((box) => [0.1, 0.5, 0.9].some((across) => {
    const hit = document.elementFromPoint(box.left + box.width * across, box.top + box.height / 2);
    return hit && (element.contains(hit) || hit === element);
  }));
  return uncovered ? {} : { element: name, fault: "is covered or out of sight" };
}
