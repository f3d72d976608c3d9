// The search as readers meet it: from every page, by keyboard, under a strict policy, from a folder without a server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { DESKTOP, PHONE, launch } from "./browser.mjs";
import { build, host, site } from "./site.mjs";

const browser = await launch();
const base = await host(site);
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'";

async function open(path, { viewport = DESKTOP, from = base } = {}) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  if (from.startsWith("http")) {
    await page.route("**/*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": POLICY } });
    });
  }
  await page.goto(from + path);
  return page;
}

test("the dialog opens by keyboard, lists results, and leads to one", async () => {
  const page = await open("cbt/evidence/");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog[open] [role=combobox]");
  await page.keyboard.type("thougth diary");
  await page.waitForSelector("[role=option]");
  const field = page.locator("[role=combobox]");
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  assert.match(await page.locator("dialog [role=status]").textContent(), /\d+ pages? found/);
  await page.keyboard.press("ArrowDown");
  const chosen = page.locator(`#${await field.getAttribute("aria-activedescendant")}`);
  assert.equal(await chosen.getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await page.waitForURL(/practice\/thought-record/);
  assert.deepEqual(page.faults, []);
});

test("Escape closes the dialog, forgets what was typed and gives the focus back", async () => {
  const page = await open("cbt/evidence/");
  await page.locator("button[aria-haspopup=dialog]").click();
  await page.waitForSelector("dialog[open] [role=combobox]");
  await page.keyboard.type("panic");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-haspopup")), "dialog");
  assert.equal(await page.locator("[role=combobox]").inputValue(), "");
  assert.deepEqual(page.faults, []);
});

test("somebody in danger is shown help before anything else, and nothing that was typed leaves the page", async () => {
  const page = await open("search/", { viewport: PHONE });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.locator("[role=combobox]").fill("i dont want to live anymore");
  await page.waitForSelector(".search-crisis a[href^='tel:']");
  const above = await page.evaluate(() => {
    const card = document.querySelector(".search-crisis");
    const list = document.querySelector("[role=listbox]");
    return Boolean(card.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  assert.ok(above);
  assert.ok(page.url().includes("#q="));
  assert.ok(asked.every((url) => !url.includes("anymore")), asked.join("\n"));
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
  assert.deepEqual(page.faults, []);
});

test("the search page takes the focus only from somebody who was typing", async () => {
  const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("role"));
  const page = await open("search/");
  await page.waitForSelector("label:not(:empty)");
  assert.equal(await focused(page), null);
  const asked = await open("search/#q=panic");
  await asked.waitForSelector("[role=option]");
  assert.equal(await focused(asked), "combobox");
});

test("an address with a query shows its results, and filters narrow them", async () => {
  const page = await open("search/#q=anxious%20attachment");
  await page.waitForSelector("[role=option]");
  const all = await page.locator("[role=group]").count();
  await page.locator(".search-filters select").last().selectOption("worksheet");
  await page.waitForFunction((all) => document.querySelectorAll("[role=group]").length < all, all);
  assert.deepEqual(page.faults, []);
});

test("a choice that leaves nothing can be undone in one step, and what is for everybody is for each audience", async () => {
  const page = await open("search/#q=helpline");
  await page.waitForSelector("[role=option]");
  const [audience, , type] = await page.locator(".search-filters select").all();
  assert.ok((await audience.locator("option").allTextContents()).every((text) => !/^(all|everyone|self)$/.test(text)));
  await audience.selectOption("partner");
  await page.waitForFunction(() => [...document.querySelectorAll("[role=option]")].some((option) => option.href.includes("urgent-help")));
  await type.selectOption("worksheet");
  await page.waitForSelector(".search-nothing");
  await page.locator(".search-empty button").click();
  await page.waitForSelector("[role=option]");
  assert.deepEqual([await audience.inputValue(), await type.inputValue()], ["", ""]);
  assert.deepEqual(page.faults, []);
});

test("nothing found still leads on, and markup that was typed stays text", async () => {
  const page = await open("search/");
  await page.locator("[role=combobox]").fill("<qqqqq zzyzx>");
  await page.waitForSelector(".search-nothing");
  assert.match(await page.locator(".search-nothing").textContent(), /<qqqqq zzyzx>/);
  assert.equal(await page.locator(".search-empty a").count(), 3);
  assert.deepEqual(page.faults, []);
});

test("an unfinished word is looked up while it is typed, and a misspelt one is mended and named", async () => {
  const page = await open("search/");
  await page.locator("[role=combobox]").pressSequentially("reassur");
  await page.waitForSelector("[role=option] mark");
  assert.match(await page.locator("[role=option] mark").first().textContent(), /reassur/i);
  await page.locator("[role=combobox]").fill("atachment styles");
  await page.waitForSelector(".search-empty a");
  assert.match(await page.locator(".search-empty").textContent(), /Did you mean attachment styles/);
  await page.locator(".search-empty a").click();
  await page.waitForFunction(() => document.querySelector("[role=combobox]").value === "attachment styles");
  assert.deepEqual(page.faults, []);
});

test("words that were asked for are lit up on the page they lead to, and no server is told", async () => {
  const page = await open("search/#q=reassurance");
  await page.waitForSelector("[role=option]");
  assert.match(await page.locator("[role=option]").first().getAttribute("href"), /#.*:~:text=reassurance/i);
});

test("it works from a folder without a server", async () => {
  const folder = build("--offline");
  const page = await open("", { from: pathToFileURL(join(folder, "search/index.html")).href + "#q=therapist" });
  await page.waitForSelector("[role=option]");
  const address = await page.locator("[role=option]").first().getAttribute("href");
  assert.match(address, /index\.html/);
  await page.locator("[role=option]").first().click();
  await page.waitForSelector("h1");
  assert.match(page.url(), /^file:.*index\.html/);
});

test("without scripts the page lists every page and every term", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}search/`);
  assert.ok((await page.locator(".search-az a").count()) > 50);
  assert.equal(await page.locator("[role=combobox]").count(), 0);
});
