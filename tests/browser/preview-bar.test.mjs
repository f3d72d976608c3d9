// The author's bar: what it says of a page, what it shows on demand, and that it is as accessible as the site.

import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./axe.mjs";
import { DESKTOP, PHONE, launch } from "./browser.mjs";
import { SOON, open, preview } from "./preview.mjs";

const browser = await launch();
const site = await preview("--drafts", "--editor", "my-editor://open{path}#{line}");
const FILE = "content/cbt/written-here.md";
const HARD = "Notwithstanding considerable methodological heterogeneity, longitudinal investigations unequivocally demonstrated "
  + "statistically significant psychotherapeutic improvements.";

/** The page under the bar, with more lines in its front matter. */
function written(more = "", text = "") {
  return `---\ntitle: Written here\nsummary: A page of this test.\n${more}---\n\nWe go. You stay. It is well.\n\n${HARD}\n\n`
    + `See [the evidence](evidence.md).\n${text}`;
}

site.save(FILE, written());
site.save("content/cbt/links-here.md", "---\ntitle: Links here\nsummary: L.\n---\n\nTo [it](written-here.md).\n");
const page = await (await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" })).newPage();
await arrive(page);
const bar = page.getByRole("complementary", { name: "Preview" });
const panel = page.locator("#haven-bar .panel");

/** Opens the page of this test. */
function arrive(page) {
  return open(page, `${site.root}cbt/written-here/`, page.getByRole("heading", { level: 1, name: "Written here" }));
}

const putAside = () => page.locator("#haven-problems").getByRole("button", { name: "Hide" }).click(SOON);

test("the ribbon says how far along the page is", async () => {
  await bar.getByText("Published", { exact: true }).waitFor(SOON);
  for (const [more, words] of [
    ["status: draft\n", "Draft"],
    ["status: in-review\n", "In review"],
    ["publish_on: 2999-01-02\n", "Scheduled for 2999-01-02"],
    ["expires_on: 2001-02-03\n", "Expired on 2001-02-03"],
    ["reviewed_on: 2001-01-01\nreview_due: 2001-02-04\n", "Review was due on 2001-02-04"],
    ["unlisted: true\n", "Unlisted"],
    ["", "Published"],
  ]) {
    site.save(FILE, written(more));
    await bar.getByText(words, { exact: true }).waitFor(SOON);
  }
});

test("the grade is shown, and the hardest sentence is marked in the page without touching it", async () => {
  await bar.getByRole("button", { name: /^Grade \d/ }).click();
  await panel.getByText(HARD).waitFor(SOON);
  const html = () => page.locator("main").innerHTML();
  const before = await html();
  await panel.getByRole("button", { name: "Mark the hardest sentences in the page" }).click();
  const marked = () => [...(CSS.highlights.get("haven-hard") ?? [])].map(String);
  await page.waitForFunction(() => CSS.highlights.has("haven-hard"), null, SOON);
  assert.deepEqual(await page.evaluate(marked), [HARD]);
  assert.equal(await html(), before);
  await panel.getByRole("button", { name: "Mark the hardest sentences in the page" }).click();
  await page.waitForFunction(() => !CSS.highlights.has("haven-hard"), null, SOON);
  await page.keyboard.press("Escape");
  await panel.waitFor({ ...SOON, state: "hidden" });
});

test("findings come and go with what is wrong, each with its place and what to do", async () => {
  await bar.getByRole("button", { name: "0 findings" }).waitFor(SOON);
  site.save(FILE, written("", "\n[Nothing](nothing-there.md)\n"));
  await putAside();
  await bar.getByRole("button", { name: "1 finding", exact: true }).click(SOON);
  await panel.getByText("this link leads nowhere").waitFor(SOON);
  assert.match(await panel.getByRole("link", { name: new RegExp(`^${FILE}:\\d`) }).getAttribute("href"), /^my-editor:\/\/open\//);
  site.save(FILE, written());
  await panel.getByText("Nothing is wrong with this page.").waitFor(SOON);
  await panel.getByRole("button", { name: "Close" }).click();
});

test("the list of errors and the bar are there together, and the bar brings back a list that was put aside", async () => {
  const list = page.locator("#haven-problems");
  site.save(FILE, written("titel: x\n", "\n[Nothing](nothing-there.md)\n"));
  await list.getByRole("heading", { name: "2 errors" }).waitFor(SOON);
  const button = bar.getByRole("button", { name: "2 errors" });
  for (const name of [/^Grade/, "View as"]) {
    // A click fails where something lies over the button.
    await bar.getByRole("button", { name }).click(SOON);
    await panel.waitFor(SOON);
    assert.ok(await panel.evaluate((panel) => {
      const { left, top, width, height } = panel.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2).id === "haven-bar";
    }), "nothing lies over the panel");
    await page.keyboard.press("Escape");
  }
  await putAside();
  await list.waitFor({ ...SOON, state: "detached" });
  await button.focus();
  await page.keyboard.press("Enter");
  await list.getByText("this link leads nowhere").waitFor(SOON);
  assert.equal(await button.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Enter");
  await list.waitFor({ ...SOON, state: "detached" });
  site.save(FILE, written());
  await button.waitFor({ ...SOON, state: "detached" });
});

test("the bar keeps its look when the page has changed under it", async () => {
  site.save(FILE, written("", "\nWords that came later.\n"));
  await page.getByText("Words that came later.").waitFor(SOON);
  assert.equal(await bar.evaluate((bar) => getComputedStyle(bar.parentNode).position), "fixed");
  site.save(FILE, written());
});

test("words, minutes and links in and out are named", async () => {
  assert.match(await bar.innerText(), /\d+ words · \d+ min/);
  await bar.getByRole("button", { name: "1 link in · 1 out" }).click(SOON);
  assert.deepEqual(await panel.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
    ["/cbt/links-here/", "/cbt/evidence/"]);
  await panel.getByRole("button", { name: "Close" }).click();
});

test("the site can be seen as the public sees it, today and on another day", async () => {
  site.save(FILE, written("publish_on: 2026-12-24\n"));
  await bar.getByText("Scheduled for 2026-12-24").waitFor(SOON);
  await bar.getByRole("button", { name: "View as" }).click();
  await panel.getByRole("button", { name: "Only what the public sees" }).click(SOON);
  const gone = page.locator("#haven-gone");
  await gone.getByText("It will be published on 2026-12-24.", { exact: false }).waitFor(SOON);
  await bar.getByText("Public pages only").waitFor(SOON);
  // Another page links to it.
  await putAside();
  await panel.getByLabel("As on").fill("2026-12-25");
  await panel.getByRole("button", { name: "Show that day" }).click();
  await gone.waitFor({ ...SOON, state: "detached" });
  await bar.getByText("As on 2026-12-25").waitFor(SOON);
  // What is wrong on that day is known when all of the site has been asked. A list that was put aside comes back only
  // when the errors have become others.
  await bar.getByRole("button", { name: /error/ }).waitFor({ ...SOON, state: "detached" });
  await panel.getByRole("button", { name: "Back to today" }).click(SOON);
  await putAside();
  await panel.getByRole("button", { name: "Only what the public sees" }).click(SOON);
  await bar.getByText("Public pages only").waitFor({ ...SOON, state: "detached" });
  await gone.waitFor({ ...SOON, state: "detached" });
  await page.keyboard.press("Escape");
  site.save(FILE, written());
  await bar.getByText("Published", { exact: true }).waitFor(SOON);
});

test("the page stands in frames as wide as a phone and as it is printed", async () => {
  const [widths] = await Promise.all([
    page.waitForEvent("popup"),
    bar.getByRole("link", { name: "Widths" }).click(),
  ]);
  for (const [title, width] of [["Phone, 390", 390], ["Narrowest, 320", 320], ["Tablet, 768", 768], ["Print, A4", 794]]) {
    const frame = widths.frameLocator(`iframe[title="${title}"]`);
    await frame.getByRole("heading", { level: 1, name: "Written here" }).waitFor({ ...SOON, state: "attached" });
    assert.equal(await frame.locator("html").evaluate(() => innerWidth), width);
    assert.equal(await frame.locator("#haven-bar").count(), 0, "no bar in a frame");
  }
  await widths.close();
});

test("on a phone the bar is one short row until somebody opens it, and stays as it was left", async () => {
  const context = await browser.newContext({ viewport: PHONE });
  const phone = await context.newPage();
  await arrive(phone);
  const bar = phone.getByRole("complementary", { name: "Preview" });
  await bar.getByText("Published", { exact: true }).waitFor(SOON);
  assert.ok((await bar.boundingBox()).height < 60);
  assert.equal(await bar.getByRole("link").count(), 0);
  await bar.getByRole("button", { name: "Show the preview's bar" }).click();
  await bar.getByRole("link", { name: "All pages" }).waitFor(SOON);
  await phone.reload();
  await bar.getByRole("button", { name: "Fold the bar" }).click(SOON);
  await phone.reload();
  await bar.getByRole("button", { name: "Show the preview's bar" }).waitFor(SOON);
  await context.close();
});

test("nothing of bar, panels, errors and gone message violates WCAG 2.2 AA", async () => {
  for (const name of [/^Grade/, /finding/, /links? in/, "View as"]) {
    await bar.getByRole("button", { name }).click(SOON);
    await panel.waitFor(SOON);
    assert.deepEqual(await violations(page, "#haven-bar"), [], String(name));
  }
  await page.keyboard.press("Escape");
  site.save(FILE, written("titel: x\n"));
  await page.locator("#haven-problems .problem").first().waitFor(SOON);
  assert.deepEqual(await violations(page, "#haven-problems"), []);
  site.save(FILE, written());
  await page.locator("#haven-problems").waitFor({ ...SOON, state: "detached" });
  site.rename(FILE, "content/cbt/elsewhere.md");
  await page.getByRole("link", { name: "Go to the page" }).waitFor(SOON);
  assert.deepEqual(await violations(page, "#haven-gone"), []);
  site.rename("content/cbt/elsewhere.md", FILE);
  await page.locator("#haven-gone").waitFor({ ...SOON, state: "detached" });
});
