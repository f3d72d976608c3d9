// Lighthouse on a page of each template, as a phone: `npm run lighthouse`. Says the four marks of each and ends with 1 when
// one is below 100. A booklet is no page to read on the way. Not among the tests: what it says of speed depends on the machine it runs on.

import { chromium } from "playwright-core";
import lighthouse from "lighthouse";
import { host, isBooklet, site, templates } from "./site.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const PORT = Number(process.env.PORT ?? 9333);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", `--remote-debugging-port=${PORT}`],
});
const root = await host(site);
console.log(`${"template".padEnd(18)}${"page".padEnd(44)}${CATEGORIES.map((name) => name.padStart(16)).join("")}`);
let isPerfect = true;
for (const { name, path } of templates.filter(({ path }) => !isBooklet(path))) {
  // Search engines are to pass by the page that stands for what is not there.
  const skipAudits = path === "404.html" ? ["is-crawlable"] : [];
  const { lhr } = await lighthouse(root + path, { skipAudits, port: PORT, onlyCategories: CATEGORIES, logLevel: "error" });
  const marks = CATEGORIES.map((category) => Math.round(lhr.categories[category].score * 100));
  console.log(`${name.padEnd(18)}${`/${path}`.padEnd(44)}${marks.map((mark) => String(mark).padStart(16)).join("")}`);
  const lost = CATEGORIES.flatMap((category) => lhr.categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({ id }) => `  ${id}: ${lhr.audits[id].title}`));
  if (marks.some((mark) => mark < 100)) console.log(lost.join("\n"));
  isPerfect &&= marks.every((mark) => mark === 100);
}
await browser.close();
process.exit(isPerfect ? 0 : 1);
