// A mistake lies over the last good page, with its lines, what to do and the way to the editor, until it is mended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { SOON, preview } from "./preview.mjs";

const browser = await launch();
const site = await preview("--editor", "my-editor://open{path}#{line}:{column}");
const article = "content/cbt/evidence.md";
const before = site.read(article);
const page = await browser.newPage({ viewport: DESKTOP });
await page.goto(`${site.root}cbt/evidence/`);
const overlay = page.locator("#haven-problems");

test("the excerpt, the help, the manual and the editor are at hand, over the last good page", async () => {
  site.save(article, before.replace("---\n", "---\ntitel: A misspelt key\n"));
  await overlay.getByText("titel", { exact: false }).first().waitFor(SOON);
  const text = await overlay.locator("section").innerText();
  assert.match(text, /2\s*titel: A misspelt key/);
  assert.match(text, /title/);
  const editor = await overlay.getByRole("link", { name: `${article}:2` }).getAttribute("href");
  assert.match(editor, /^my-editor:\/\/open\/.*\/content\/cbt\/evidence\.md#2:1$/);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const [manual] = await Promise.all([
    page.waitForEvent("popup"),
    overlay.getByRole("link", { name: /What .* means/ }).first().click(),
  ]);
  await manual.getByRole("heading", { level: 1 }).waitFor();
  assert.match(manual.url(), /\/_haven\/codes\/unknown-key$/);
  await manual.close();
});

test("the message goes when the mistake is mended, and the page follows", async () => {
  site.save(article, `${before}\nMended.\n`);
  await page.getByText("Mended.").waitFor(SOON);
  await overlay.waitFor({ ...SOON, state: "detached" });
});

test("a page that is opened later hears of an error too; Hide puts it aside", async () => {
  site.save(article, before.replace("---\n", "---\ntitel: A misspelt key\n"));
  const other = await browser.newPage({ viewport: DESKTOP });
  await other.goto(`${site.root}about/`);
  await other.locator("#haven-problems").getByRole("button", { name: "Hide" }).click(SOON);
  await other.locator("#haven-problems").waitFor({ state: "detached" });
  await other.close();
  site.save(article, before);
  await overlay.waitFor({ ...SOON, state: "detached" });
});

test("what a file says is text, never HTML", async () => {
  const attack = "<img src=x onerror=document.title='broken'></pre></section><script>document.title='broken'</script>";
  site.save(article, before.replace("---\n", `---\n"${attack}": 1\n`));
  await overlay.locator("pre").first().waitFor(SOON);
  assert.ok((await overlay.locator("section").innerText()).includes("<img src=x"));
  assert.equal(await overlay.locator("img, script").count(), 0);
  assert.notEqual(await page.title(), "broken");
  site.save(article, before);
  await overlay.waitFor({ ...SOON, state: "detached" });
});

test("a broken template is explained, and mending it brings the page back", async () => {
  const template = "themes/haven/templates/page.html";
  const good = site.read(template);
  site.save(template, good.replace("{% block main %}", "{% block main %}{{ nothing.here }}"));
  await overlay.getByText(template, { exact: false }).first().waitFor(SOON);
  site.save(template, good.replace("{% block main %}", "{% block main %}<p>A new line of the template.</p>"));
  await page.getByText("A new line of the template.").waitFor(SOON);
  await overlay.waitFor({ ...SOON, state: "detached" });
});
