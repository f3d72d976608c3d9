// What the theme's scripts add: filters, the choice of a country, a worksheet's buttons, and leaving in a hurry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { host, pagesWith, site } from "./site.mjs";

const browser = await launch();
const root = await host(site);

/** A new page at the first address whose HTML contains `words`. */
async function open(words) {
  const page = await (await browser.newContext({ viewport: DESKTOP })).newPage();
  // Until all is quiet: the icon comes late, and would count as sent by whatever follows.
  await page.goto(root + pagesWith(words)[0], { waitUntil: "networkidle" });
  return page;
}

for (const [list, words, name, value, fact] of [
  ["the directory", "directory-row", "Country", "Ireland", "country"],
  ["the reading list", 'id="mind-over-mood"', "Cost", "Free", "cost"],
]) {
  test(`a filter of ${list} leaves the rows that fit, and says how many`, async () => {
    const page = await open(words);
    const rows = page.locator("[data-row]");
    const total = await rows.count();
    const choice = page.locator(".filters").first().getByLabel(name);
    await choice.selectOption(value);
    const shown = await page.locator("[data-row]:visible").evaluateAll((some, fact) => some.map((row) => row.dataset[fact]), fact);
    assert.ok(shown.length > 0 && shown.length < total);
    assert.deepEqual(new Set(shown), new Set([value]));
    assert.match(await page.locator(".filters [role=status]").first().textContent(), new RegExp(`\\b${shown.length}\\b.*\\b${total}\\b`));
    const empty = await page.locator("[data-group]:visible").evaluateAll((groups) => groups.filter((group) => !group.querySelector("[data-row]:not([hidden])")).length);
    assert.equal(empty, 0, "a heading stands over nothing");
    await choice.selectOption("");
    assert.equal(await page.locator("[data-row]:visible").count(), total);
  });
}

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

/** All that a browser keeps for the site. */
const kept = (page) => page.evaluate(async () => [
  ...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie, location.search, location.hash,
  ...(await indexedDB.databases()).map((database) => database.name), ...(await caches.keys()),
].join(""));

test("a worksheet is emptied by its button, and nothing that is written is kept or sent", async () => {
  const page = await open("<textarea");
  const sent = [];
  page.on("request", (request) => sent.push(request.url()));
  const field = page.locator("[data-worksheet] textarea").first();
  await field.fill("Nobody else needs to read this.");
  assert.equal(await kept(page), "");
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal(await field.inputValue(), "");
  assert.deepEqual(sent, []);
  await field.fill("Gone after a reload.");
  await page.reload();
  assert.equal(await field.inputValue(), "");
});

test("a worksheet keeps what is written where the reader asks for it, until they say otherwise", async () => {
  const page = await open("<textarea");
  const field = page.locator("[data-worksheet] textarea").first();
  const keep = page.getByLabel("Keep what I write on this device");
  const note = page.locator(".worksheet-private");
  const promise = await note.textContent();
  await keep.check();
  await field.fill("I want this tomorrow.");
  assert.notEqual(await note.textContent(), promise);
  await page.reload();
  assert.equal(await field.inputValue(), "I want this tomorrow.");
  assert.ok(await keep.isChecked());
  await keep.uncheck();
  assert.equal(await kept(page), "");
  assert.equal(await note.textContent(), promise);
  await keep.check();
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal(await kept(page), "");
  assert.ok(!(await keep.isChecked()));
});

test("a worksheet prints filled, blank and in large letters, and is afterwards as it was", async () => {
  const page = await open("<textarea");
  const field = page.locator("[data-worksheet] textarea").first();
  await field.fill("Mine.");
  await page.evaluate(() => {
    window.print = () => {
      window.printed = [document.querySelector("[data-worksheet] textarea").value, document.documentElement.className];
      window.dispatchEvent(new Event("afterprint"));
    };
  });
  const print = async (name) => {
    await page.getByRole("button", { name }).click();
    return page.evaluate(() => window.printed);
  };
  assert.deepEqual(await print("Print what I wrote"), ["Mine.", ""]);
  assert.deepEqual(await print("Print it blank"), ["", ""]);
  assert.equal(await field.inputValue(), "Mine.");
  await page.getByLabel("In large letters").check();
  assert.deepEqual(await print("Print what I wrote"), ["Mine.", "print-large"]);
  assert.equal(await page.evaluate(() => document.documentElement.className), "");
});

test("words to try are copied by their button", async () => {
  const page = await open("data-script");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const script = page.locator("[data-script]").first();
  await script.getByRole("button").click();
  await script.getByText("Copied").waitFor();
  const words = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(words, (await script.locator("blockquote").innerText()).trim());
});

/** Comes to where the next step is offered: then this one is read. */
async function readStep(page, url) {
  await page.goto(url, { waitUntil: "networkidle" });
  await page.locator(".onward").scrollIntoViewIfNeeded();
  await page.waitForTimeout(100);
}

test("a reading path keeps its reader's place only once they ask, and forgets it at a press", async () => {
  const page = await open('class="path-list"');
  const start = page.url();
  const steps = await page.locator(".path-list [data-path-steps] a").evaluateAll((links) => links.map((link) => link.href));
  await readStep(page, steps[0]);
  assert.equal(await kept(page), "");

  await page.goto(start);
  const box = page.getByLabel("Keep my place on this device");
  const forget = page.getByRole("button", { name: "Forget my place" });
  assert.equal(await forget.count(), 0);
  await box.check();
  for (const step of steps.slice(0, 2)) await readStep(page, step);
  await page.goto(start);
  assert.ok(await box.isChecked());
  assert.match(await page.locator(".path-keep").textContent(), new RegExp(`read 2 of ${steps.length} steps`));
  assert.equal(await page.locator(".path-list .is-read").count(), 2);
  assert.match(await page.locator(".path-list li").first().innerText(), /read/);

  await forget.click();
  assert.equal(await kept(page), "");
  assert.ok(!(await box.isChecked()));
  assert.equal(await page.locator(".path-list .is-read").count(), 0);
  await box.check();
  await box.uncheck();
  assert.equal(await kept(page), "");
});

test("a booklet prints in large letters, and is afterwards as it was", async () => {
  const page = await open("data-booklet");
  await page.evaluate(() => {
    window.print = () => {
      window.printed = document.documentElement.className;
      window.dispatchEvent(new Event("afterprint"));
    };
  });
  const print = page.getByRole("button", { name: "Print the booklet" });
  await print.click();
  assert.equal(await page.evaluate(() => window.printed), "");
  await page.locator("[data-booklet]").getByLabel("In large letters").check();
  await print.click();
  assert.deepEqual(await page.evaluate(() => [window.printed, document.documentElement.className]), ["print-large", ""]);
});

test("leaving quickly takes away what was kept", async () => {
  const page = await open("data-quick-exit");
  await page.route((url) => !url.href.startsWith(root), (route) => route.fulfill({ contentType: "text/html", body: "<title>Elsewhere</title>" }));
  await page.evaluate(() => ["worksheet:/x/", "path:x"].forEach((name) => localStorage.setItem(`haven-${name}`, "[]")));
  await page.locator(".quick-exit-button").click();
  await page.waitForURL((url) => !url.href.startsWith(root));
  await page.goto(root);
  assert.equal(await kept(page), "");
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
