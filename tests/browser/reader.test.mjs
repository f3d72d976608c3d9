// What the theme's scripts add: filters, the choice of a country, a worksheet's buttons, and leaving in a hurry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { host, pagesWith, site } from "./site.mjs";

const browser = await launch();
const root = await host(site);

/** A new page at the first address whose HTML contains `words`. */
async function open(words) {
  const page = await browser.newPage({ viewport: DESKTOP });
  // Until all is quiet: the icon comes late, and would count as sent by whatever follows.
  await page.goto(root + pagesWith(words)[0], { waitUntil: "networkidle" });
  return page;
}

test("a filter of the directory leaves the rows that fit, and says how many", async () => {
  const page = await open("data-filters");
  const rows = page.locator(".directory-row");
  const total = await rows.count();
  await page.locator('select[data-field="country"]').selectOption("IE");
  const shown = await page.locator(".directory-row:visible").evaluateAll((some) => some.map((row) => row.dataset.country));
  assert.ok(shown.length > 0 && shown.length < total);
  assert.deepEqual(new Set(shown), new Set(["IE"]));
  assert.match(await page.locator("[data-filters] [role=status]").textContent(), new RegExp(`\\b${shown.length}\\b.*\\b${total}\\b`));
  await page.locator('select[data-field="country"]').selectOption("");
  assert.equal(await page.locator(".directory-row:visible").count(), total);
});

test("choosing a country leaves its help lines alone on the page, until all are asked for", async () => {
  const page = await open("data-regions");
  const links = page.locator("[data-regions] .region-picker a");
  const regions = page.locator("[data-regions] .region:visible");
  const all = await regions.count();
  await links.first().click();
  assert.equal(await regions.count(), 1);
  await links.last().click();
  assert.equal(await regions.count(), all);
});

test("a worksheet is emptied by its button, and nothing that is written is kept or sent", async () => {
  const page = await open("<textarea");
  const sent = [];
  page.on("request", (request) => sent.push(request.url()));
  const field = page.locator("[data-worksheet] textarea").first();
  await field.fill("Nobody else needs to read this.");
  const kept = async () => page.evaluate(async () => [
    ...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie, location.search, location.hash,
    ...(await indexedDB.databases()).map((database) => database.name), ...(await caches.keys()),
  ].join(""));
  assert.equal(await kept(), "");
  await page.getByRole("button", { name: "Clear" }).or(page.getByRole("button", { name: "Empty" })).first().click();
  assert.equal(await field.inputValue(), "");
  assert.deepEqual(sent, []);
  await field.fill("Gone after a reload.");
  await page.reload();
  assert.equal(await field.inputValue(), "");
});

for (const [way, leave] of [
  ["its button", (page) => page.locator(".quick-exit-button").click()],
  ["Shift, three times", async (page) => { for (let press = 0; press < 3; press += 1) await page.keyboard.press("Shift"); }],
]) {
  test(`quick exit by ${way} leaves at once, and Back does not lead to the page`, async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    await context.route((url) => !url.href.startsWith(root), (route) => route.fulfill({ contentType: "text/html", body: "<title>Elsewhere</title>" }));
    const page = await context.newPage();
    const secret = root + pagesWith("data-quick-exit")[0];
    await page.goto(root);
    await page.goto(secret);
    await leave(page);
    await page.waitForURL((url) => !url.href.startsWith(root));
    await page.goBack();
    assert.equal(page.url(), root);
    await context.close();
  });
}
