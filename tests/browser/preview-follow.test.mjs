// The browser follows the editor without leaving the page: the text is new, and everything that the reader did is as it was.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { SOON, preview } from "./preview.mjs";
import { GALLERY } from "./site.mjs";
import { site as built } from "./site.mjs";

const browser = await launch();
const site = await preview();

const article = "content/cbt/evidence.md";
const before = site.read(article);
const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
const page = await open("cbt/evidence/");

/** Opens a page and marks it, so that a reload shows. */
async function open(address) {
  const page = await context.newPage();
  await page.goto(site.root + address);
  await page.locator("#haven-bar").waitFor({ state: "attached" });
  await page.evaluate(() => { window.stayed = true; });
  return page;
}

const stayed = (page) => page.evaluate(() => window.stayed === true);

test("an edit appears and the page is not left", async () => {
  site.save(article, `${before}\nA sentence that was written just now.\n`);
  await page.getByText("A sentence that was written just now.").waitFor(SOON);
  assert.ok(await stayed(page));
});

test("a new title appears in the page and in the tab", async () => {
  site.replace(article, before.replace(/title: .*/, "title: Another title"));
  await page.getByRole("heading", { level: 1, name: "Another title" }).waitFor(SOON);
  await page.waitForFunction(() => document.title.startsWith("Another title"), null, SOON);
  assert.ok(await stayed(page));
});

test("text that grows above the place one reads does not move it", async () => {
  const heading = page.locator("main h2").nth(2);
  await heading.evaluate((heading) => scrollBy(0, heading.getBoundingClientRect().top - 100));
  const top = () => heading.evaluate((heading) => heading.getBoundingClientRect().top);
  const was = await top();
  const parts = before.split("\n## ");
  parts[0] += `\n${"A paragraph that pushes everything down.\n\n".repeat(12)}`;
  site.save(article, parts.join("\n## "));
  await page.getByText("A paragraph that pushes everything down.").first().waitFor({ ...SOON, state: "attached" });
  assert.ok(Math.abs((await top()) - was) < 2, `${was} became ${await top()}`);
  assert.ok(await stayed(page));
});

test("what the reader typed, opened and focused stays", async () => {
  const file = GALLERY.map((path) => `content/${path.slice(0, -1)}.md`).find((file) => /::field[^]*:::details|:::details[^]*::field/.test(site.read(file)));
  const gallery = site.read(file);
  const page = await open(`${file.slice("content/".length, -".md".length)}/`);
  const field = page.locator("main textarea").first();
  const expander = page.locator("main details:visible").first();
  await expander.locator("summary").click();
  await field.fill("What I typed myself");
  await field.focus();
  site.save(file, gallery.replace("## Component", "Words before everything.\n\n## Component"));
  await page.getByText("Words before everything.").waitFor(SOON);
  assert.equal(await field.inputValue(), "What I typed myself");
  assert.ok(await expander.evaluate((expander) => expander.open));
  assert.ok(await field.evaluate((field) => document.activeElement === field));
  assert.ok(await stayed(page));
  await page.close();
});

test("a style sheet and a picture are exchanged in place", async () => {
  const style = site.read("themes/haven/assets/css/base.css");
  site.save("themes/haven/assets/css/base.css", `${style}\nbody { outline: 7px solid rgb(1, 2, 3) }\n`);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px", null, SOON);

  const picture = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="${colour}" height="9"/>`;
  site.save("content/cbt/picture.svg", picture(11));
  site.save(article, `${before}\n![A picture](picture.svg)\n`);
  const image = page.getByRole("img", { name: "A picture" });
  await image.waitFor({ ...SOON, state: "attached" });
  await image.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('img[alt="A picture"]').naturalWidth === 11, null, SOON);
  site.save("content/cbt/picture.svg", picture(22));
  await page.waitForFunction(() => document.querySelector('img[alt="A picture"]').naturalWidth === 22, null, SOON);
  assert.ok(await stayed(page));
});

test("a page that moved says so and leads there; one that comes back is followed", async () => {
  const page = await open("cbt/evidence/");
  site.rename(article, "content/cbt/proof.md");
  const link = page.getByRole("link", { name: "Go to the page" });
  await link.waitFor(SOON);
  assert.equal(await link.getAttribute("href"), "/cbt/proof/");
  await page.locator("main h1").waitFor();
  site.rename("content/cbt/proof.md", article);
  await link.waitFor({ ...SOON, state: "detached" });
  assert.ok(await stayed(page));
  await page.close();
});

test("a tab that follows goes to the page that is edited; others stay", async () => {
  const follower = await open("about/");
  await follower.getByRole("button", { name: "Follow edits" }).click();
  site.save(article, `${before}\nFollow me here.\n`);
  await follower.waitForURL("**/cbt/evidence/", SOON);
  await follower.getByText("Follow me here.").waitFor(SOON);
  await follower.close();
});

test("eight tabs share one stream, and the next tab takes over", async () => {
  const streams = [];
  const shared = await browser.newContext({ viewport: DESKTOP });
  shared.on("request", (request) => {
    if (request.url().includes("/_haven/events")) streams.push(request);
  });
  const tabs = [];
  for (let tab = 0; tab < 8; tab++) {
    const page = await shared.newPage();
    await page.goto(`${site.root}cbt/evidence/`);
    tabs.push(page);
  }
  site.save(article, `${before}\nHeard by all.\n`);
  for (const tab of tabs) await tab.getByText("Heard by all.").waitFor(SOON);
  const pages = new Set(streams.map((request) => request.frame().page()));
  assert.equal(pages.size, 1, "one tab listens for all");
  await tabs.shift().close();
  site.save(article, `${before}\nHeard by the rest.\n`);
  for (const tab of tabs) await tab.getByText("Heard by the rest.").waitFor(SOON);
  await shared.close();
});

test("after a restart of the preview the page is true again", async () => {
  await site.restart();
  site.save(article, `${before}\nSaid after the restart.\n`);
  await page.getByText("Said after the restart.").waitFor(SOON);
  assert.ok(await stayed(page));
});

test("nothing of the preview is in a built file", () => {
  for (const path of readdirSync(built, { recursive: true })) {
    if (!/\.(html|js|css|xml|json|svg|txt)$/.test(path)) continue;
    const text = readFileSync(join(built, path), "utf8");
    assert.ok(!/_haven|haven-preview|[Ii]diomorph/.test(text), path);
  }
});
