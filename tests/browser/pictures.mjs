// Pictures of each template and of the gallery, to be looked at: `npm run pictures` writes them to `shots/`, which git
// ignores. Widths 320, 390, 768 and 1280, light and dark, at 1280 in forced colours too, and as on paper in PDF, A4 and US Letter.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { each, launch } from "./browser.mjs";
import { GALLERY, host, repository, site, templates } from "./site.mjs";

const SHOTS = join(repository, "tests/browser/shots");
const SIZES = [[320, 640], [390, 844], [768, 1024], [1280, 900]];
const MORE = ["understanding/the-reassurance-cycle/", "practice/thought-record/", "finding-help/directory/", "glossary/", "start-here/", "reading-list/", ...GALLERY];

rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });
const browser = await launch();
const root = await host(site);
const paths = [...new Set([...templates.map(({ path }) => path), ...MORE])];
for (const [width, height] of SIZES) {
  await each(browser, paths, { viewport: { width, height } }, async (page, path) => {
    const name = path.replace(/\W+/g, "-").replace(/-$/, "") || "home";
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.goto(root + path, { waitUntil: "networkidle" });
      await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    if (width < 1280) return [];
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    await page.screenshot({ path: join(SHOTS, `${name}-${width}-forced.png`), fullPage: true });
    await page.emulateMedia({ forcedColors: "none" });
    for (const format of ["A4", "Letter"]) await page.pdf({ path: join(SHOTS, `${name}-${format}.pdf`), format });
    return [];
  });
}
await browser.close();
console.log(`Pictures of ${paths.length} pages are in ${SHOTS}.`);
