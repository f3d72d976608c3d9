// Nothing stale: after an edit of any kind, the open page, pages that nobody has open and a build from nothing agree.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { SOON, preview } from "./preview.mjs";

const browser = await launch();
const site = await preview("--verify");
const article = "content/cbt/evidence.md";
const template = "themes/haven/templates/page.html";
const page = await (await browser.newContext({ viewport: DESKTOP })).newPage();
await page.goto(`${site.root}cbt/evidence/`);
await page.locator("#haven-bar").waitFor({ state: "attached" });

/** What another browser gets at once, ready or not. */
const text = async (address) => (await fetch(new URL(address, site.root))).text();

test("every page shows an edit as soon as one does, and so would a build", async () => {
  const before = site.read(article);
  const styled = site.read(template);
  const settings = site.read("site.yaml");
  // The edit, what it says, and pages that nobody has open which say so too.
  for (const [path, now, words, others] of [
    [article, `${before}\nOne more sentence.\n`, "One more sentence.", []],
    [article, before.replace(/title: .*/, "title: Quite another title"), "Quite another title", ["cbt/"]],
    [template, styled.replace("{% block main %}", "{% block main %}<p>On every page.</p>"), "On every page.", ["cbt/how-cbt-helps/"]],
    ["site.yaml", settings.replace(/^title: .*/m, "title: Another site"), "Another site", ["", "about/", "cbt/how-cbt-helps/"]],
  ]) {
    site.save(path, now);
    await page.getByText(words).first().waitFor({ ...SOON, state: "attached" });
    for (const address of others) assert.ok((await text(address)).includes(words), `${address} lacks ${words}`);
  }
  await site.hears(/update 5: a build from nothing gives the same/);
});
