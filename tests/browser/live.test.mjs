// `haven serve` as an author has it open: an edit appears by itself, a mistake is shown over the page, its mending takes
// the message away.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { haven, repository, temporary } from "./site.mjs";

const folder = temporary("live");
for (const part of ["site.yaml", "content", "themes"]) cpSync(join(repository, part), join(folder, part), { recursive: true });
const article = join(folder, "content/cbt/evidence.md");
const before = readFileSync(article, "utf8");

const browser = await launch();
const root = await serve();
const page = await browser.newPage({ viewport: DESKTOP });
await page.goto(`${root}cbt/evidence/`);

test("an edit appears in the open page", async () => {
  writeFileSync(article, `${before}\nA sentence that was written just now.\n`);
  await page.getByText("A sentence that was written just now.").waitFor({ timeout: 5000 });
});

test("a change of the style is taken without leaving the page", async () => {
  await page.evaluate(() => { window.stayed = true; });
  const style = join(folder, "themes/haven/assets/css/base.css");
  writeFileSync(style, `${readFileSync(style, "utf8")}\nbody { outline: 7px solid rgb(1, 2, 3) }\n`);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px", null, { timeout: 5000 });
  assert.equal(await page.evaluate(() => window.stayed), true);
});

test("a mistake lies over the page until it is mended", async () => {
  const words = page.getByText("content/cbt/evidence.md");
  writeFileSync(article, before.replace("---\n", "---\ntitel: A misspelt key\n"));
  await words.first().waitFor({ timeout: 5000 });
  writeFileSync(article, before);
  await words.first().waitFor({ state: "detached", timeout: 5000 });
  await page.getByRole("heading", { level: 1 }).waitFor();
});

/** Starts the preview and gives its address when it has one. */
function serve() {
  const preview = spawn(haven, ["serve", "--root", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  after(() => preview.kill());
  return new Promise((found, failed) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      const address = /http:\/\/[\w.:]+\//.exec(said);
      if (address) found(address[0]);
    };
    preview.stdout.on("data", hear);
    preview.stderr.on("data", hear);
    preview.on("exit", () => failed(new Error(`haven serve ended: ${said}`)));
  });
}
