// Everything is there without JavaScript: the menu, what is folded, the help lines of every country, the whole
// directory, a worksheet to write in; and no control that would do nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, launch } from "./browser.mjs";
import { host, pagesWith, site } from "./site.mjs";

const browser = await launch();
const root = await host(site);
const page = await browser.newPage({ viewport: PHONE, javaScriptEnabled: false, reducedMotion: "reduce" });

test("the main menu leads on", async () => {
  await page.goto(root);
  const link = page.getByRole("navigation", { name: "Main" }).getByRole("link").first();
  const words = (await link.textContent()).trim();
  await link.click();
  assert.match(await page.title(), new RegExp(words));
});

test("what is folded opens", async () => {
  const [path] = pagesWith('class="expander"');
  await page.goto(root + path);
  const details = page.locator("details.expander").first();
  await details.locator("summary").click();
  assert.equal(await details.getAttribute("open"), "");
  assert.ok(await details.locator(".expander-body").isVisible());
});

test("the country picker leads to a country's help lines, and all of them are shown", async () => {
  const [path] = pagesWith("data-regions");
  await page.goto(root + path);
  const region = page.locator("[data-regions] .region").last();
  await page.locator("[data-regions] .region-picker a").last().click();
  assert.equal(new URL(page.url()).hash, `#${await region.getAttribute("id")}`);
  const box = await region.boundingBox();
  assert.ok(box.y >= 0 && box.y < PHONE.height, "the chosen country is in view");
  for (const each of await page.locator("[data-regions] .region").all()) assert.ok(await each.isVisible());
});

test("the directory and the reading list are whole and show no filters", async () => {
  const lists = pagesWith("data-filters");
  assert.ok(lists.length >= 2);
  for (const path of lists) {
    await page.goto(root + path);
    const rows = await page.locator("[data-row]").all();
    assert.ok(rows.length > 0);
    for (const row of rows) assert.ok(await row.isVisible());
    assert.equal(await page.locator(".filters, select").count(), 0);
  }
});

test("a worksheet can be written in and has no button", async () => {
  const [path] = pagesWith("<textarea");
  await page.goto(root + path);
  const field = page.locator("[data-worksheet] textarea").first();
  await field.fill("It rained.");
  assert.equal(await field.inputValue(), "It rained.");
  assert.equal(await page.locator("[data-worksheet] button").count(), 0);
});
