// The dashboard: every page with its state, sorted and filtered, the map, the calendar, the updates with why, the manual and
// the components. It works without a script; with one it follows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./axe.mjs";
import { DESKTOP, PHONE, launch } from "./browser.mjs";
import { SOON, open, preview } from "./preview.mjs";

const browser = await launch();
const site = await preview("--drafts");
site.save("content/alone.md", "---\ntitle: Alone\nsummary: A.\nstatus: draft\nreviewed_on: 2001-01-01\nreview_due: 2001-02-04\n---\n\n[x](no.md)\n");
const page = await (await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" })).newPage();
const plain = await (await browser.newContext({ viewport: DESKTOP, javaScriptEnabled: false })).newPage();
const at = (address) => `${site.root}_haven/${address}`;
const rows = (page) => page.locator("tbody tr");
const titles = (page) => page.locator("tbody th a, tbody th:not(:has(a))").evaluateAll((cells) => cells.map((cell) => cell.firstChild.textContent));

// The page that was just written is there.
await open(plain, at("?q=alone"), rows(plain));

test("a page's row says its state, review, findings and links", async () => {
  const row = rows(plain).first();
  const text = await row.innerText();
  for (const words of ["Alone", "content/alone.md", "Draft", "Review was due on 2001-02-04", "2001-02-04"]) assert.ok(text.includes(words), text);
  const cells = await row.locator("td").allInnerTexts();
  assert.deepEqual(cells.slice(-3), ["1 2", "0", "0"], "errors and other findings, links in, links out");
});

test("pages are sorted both ways, by every column", async () => {
  for (const column of ["Page", "Status", "Owner", "Review due", "Grade", "Words", "Findings", "Links in", "Links out"]) {
    await plain.goto(at(""));
    const head = () => plain.getByRole("columnheader", { name: column, exact: false }).first();
    if (column !== "Page") await head().getByRole("link").click();
    assert.equal(await head().getAttribute("aria-sort"), "ascending", column);
    await head().getByRole("link").click();
    assert.equal(await head().getAttribute("aria-sort"), "descending", column);
  }
  await plain.goto(at("?sort=words&order=down"));
  const words = (await plain.locator("tbody td:nth-of-type(5)").allInnerTexts()).map(Number);
  assert.ok(words.length > 20 && words[0] > 0);
  assert.deepEqual(words, words.toSorted((a, b) => b - a));
  await plain.goto(at(""));
  const byTitle = await titles(plain);
  assert.deepEqual(byTitle.map((title) => title.toLowerCase()), byTitle.map((title) => title.toLowerCase()).toSorted());
});

test("pages are filtered by words, status, owner and what is wrong, and the numbers above lead there", async () => {
  await plain.goto(at(""));
  const all = await rows(plain).count();
  await plain.getByLabel("Title or address").fill("cbt/");
  await plain.getByRole("button", { name: "Show" }).click();
  const some = await rows(plain).count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  await plain.getByRole("link", { name: "Clear" }).click();
  await plain.getByLabel("Status").selectOption("draft");
  await plain.getByRole("button", { name: "Show" }).click();
  assert.deepEqual(await titles(plain), ["Alone"]);
  await plain.goto(at(""));
  const owner = (await plain.getByLabel("Owner").locator("option").allInnerTexts())[1];
  await plain.getByLabel("Owner").selectOption(owner);
  await plain.getByRole("button", { name: "Show" }).click();
  for (const cell of await plain.locator("tbody td:nth-of-type(2)").allInnerTexts()) assert.ok(cell.includes(owner), cell);
  for (const card of [/with findings/, /reviews overdue/, /not published yet/, /without a link/]) {
    await plain.goto(at(""));
    await plain.locator(".cards").getByRole("link", { name: card }).click();
    assert.ok((await titles(plain)).includes("Alone"), String(card));
  }
});

test("the map has a point for each page, a line for each link, and names those that nothing links to", async () => {
  await plain.goto(at("map"));
  const points = await plain.locator(".map .point").count();
  assert.ok(points > 30, String(points));
  assert.ok(await plain.locator(".map path").count() > points);
  assert.ok(await plain.locator(".map .orphan").count() > 0);
  await plain.locator(".columns").getByRole("link", { name: "Alone" }).waitFor(SOON);
  const point = plain.locator(".map a").first();
  await point.focus();
  assert.equal(await point.locator("circle").evaluate((circle) => getComputedStyle(circle).strokeWidth), "4px");
});

test("the calendar has a square for each review, is no higher than it must be, and stands as a table too", async () => {
  await plain.goto(at("reviews"));
  await plain.getByText("1 review is overdue").waitFor(SOON);
  const overdue = plain.locator(".calendar .overdue a");
  assert.equal(await overdue.getAttribute("aria-label"), "2001-02-04: Alone");
  const height = Number(await plain.locator(".calendar svg").getAttribute("height"));
  const columns = await plain.locator(".calendar g").evaluateAll((groups) => groups.map((group) => group.querySelectorAll("rect").length));
  assert.ok(height <= 46 + 18 * Math.min(10, Math.max(...columns)), String(height));
  assert.equal(await rows(plain).first().locator("th").innerText(), "Alone");
});

test("an update is listed with what changed and why each output was rendered; the page follows by itself", async () => {
  await page.goto(at("updates"));
  const article = "content/cbt/evidence.md";
  site.save(article, site.read(article).replace(/^title: .*/m, "title: Another title for the log"));
  const update = page.locator(".update").filter({ hasText: article }).first();
  await update.getByText("1 file read, site linked,", { exact: false }).waitFor(SOON);
  await update.getByText("1 output, because the front matter of content/cbt/evidence.md changed").waitFor(SOON);
  assert.equal(await update.getByText("because the addresses of all pages changed").count(), 0);
  await update.getByRole("link", { name: "/cbt/evidence/", exact: true }).first().waitFor(SOON);
  assert.match(await update.locator(".times").innerText(), /[\d.]+ ms · [\d.]+ ms/);
});

test("every code has its page", async () => {
  await plain.goto(at("codes"));
  const links = await plain.locator("tbody a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(links.length > 30);
  for (const link of links) {
    await plain.goto(new URL(link, site.root).href);
    assert.equal(await plain.locator("h1").count(), 1, link);
    assert.ok((await plain.locator(".prose").innerText()).length > 40, link);
  }
});

test("no page of the dashboard violates WCAG 2.2 AA or is wider than a phone", async () => {
  for (const address of ["", "map", "reviews", "updates", "codes", "codes/unclosed-front-matter", "widths?page=/cbt/"]) {
    for (const viewport of [DESKTOP, PHONE]) {
      await page.setViewportSize(viewport);
      await page.goto(at(address));
      assert.deepEqual(await violations(page), [], `${address} at ${viewport.width}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${address} is ${over} too wide`);
    }
  }
});

test("the components are shown in the site's look, with what to write, and without a violation", async () => {
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    await page.goto(`${site.root}_components/`);
    assert.ok(await page.locator("main h2").count() > 20);
    assert.ok(await page.locator("main pre").count() > 20);
    assert.deepEqual(await violations(page), []);
  }
});
