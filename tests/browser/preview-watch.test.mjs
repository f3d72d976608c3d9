// Whatever an editor, a file manager or git does to the folder is seen in the open page, also where folders must be compared.

import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { launch } from "./browser.mjs";
import { SOON, preview } from "./preview.mjs";
import { temporary } from "./site.mjs";

const browser = await launch();
const article = "content/cbt/evidence.md";

for (const flags of [[], ["--poll"]]) {
  test(`every way of saving is followed ${flags.join(" ")}`, async () => {
    const site = await preview(...flags);
    const before = site.read(article);
    const page = await browser.newPage();
    await page.goto(`${site.root}cbt/evidence/`);
    const sees = (words) => page.getByText(words).waitFor(SOON);

    site.save(article, `${before}\nSaved in place.\n`);
    await sees("Saved in place.");
    site.replace(article, `${before}\nMoved into place.\n`);
    await sees("Moved into place.");
    // vim with a backup: the old file goes first.
    site.rename(article, `${article}~`);
    site.save(article, `${before}\nOld one moved away.\n`);
    site.remove(`${article}~`);
    await sees("Old one moved away.");

    await page.goto(`${site.root}made/later/deep/`);
    mkdirSync(join(site.folder, "content/made/later"), { recursive: true });
    site.save("content/made/later/deep.md", "---\ntitle: Deep\nsummary: Deep.\n---\n\nIn a folder made later.\n");
    await sees("In a folder made later.");
    site.rename("content/made", "content/renamed");
    await page.getByRole("link", { name: "Go to the page" }).click(SOON);
    await page.waitForURL("**/renamed/later/deep/", SOON);
    site.save("content/renamed/later/deep.md", "---\ntitle: Deep\nsummary: Deep.\n---\n\nEdited after the move.\n");
    await sees("Edited after the move.");

    // Another branch: hundreds of files at once, the open page the last of them.
    for (let number = 0; number < 300; number++) {
      site.save(`content/branch/p${number}.md`, `---\ntitle: P${number}\nsummary: P.\n---\n\nOn the branch.\n`);
    }
    site.save("content/renamed/later/deep.md", "---\ntitle: Deep\nsummary: Deep.\n---\n\nOn the other branch.\n");
    await sees("On the other branch.");
    await page.goto(`${site.root}branch/p299/`);
    await sees("On the branch.");
    await page.close();
  });
}

test("a theme that is moved out of the site and linked is followed where it is", async () => {
  const site = await preview();
  const page = await browser.newPage();
  await page.goto(`${site.root}cbt/evidence/`);
  const elsewhere = join(temporary("theme"), "shared");
  renameSync(join(site.folder, "themes/haven"), elsewhere);
  symlinkSync(elsewhere, join(site.folder, "themes/haven"));
  const template = join(elsewhere, "templates/page.html");
  const before = readFileSync(template, "utf8");
  for (const words of ["From the shared theme.", "From the shared theme, again."]) {
    writeFileSync(template, before.replace("{% block main %}", `{% block main %}<p>${words}</p>`));
    await page.getByText(words, { exact: true }).waitFor(SOON);
  }
  await page.close();
});
