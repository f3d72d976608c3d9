// Lighthouse on a page of each template, as a phone: `npm run lighthouse`. Accessibility, best practices and findability depend on
// the page alone and are asked for once. The mark for speed is worked out from what this machine took, for a phone of a quarter
// of its speed on a slow line; a machine that is busy with something else gets another two tries. Ends with 1 when a mark is below
// 100, or a booklet's speed below 99: reading 245 kB of HTML holds a busy machine for some moments.

import { chromium } from "playwright-core";
import lighthouse from "lighthouse";
import { host, html, isBooklet, site, templates } from "./site.mjs";

const SPEED = "performance";
const CATEGORIES = [SPEED, "accessibility", "best-practices", "seo"];
const TRIES = 3;

/** The least mark that a page must have. */
const least = (path, category) => (category === SPEED && isBooklet(path) ? 99 : 100);

const PORT = Number(process.env.PORT ?? 9333);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", `--remote-debugging-port=${PORT}`],
});
const root = await host(site);
console.log(`${"template".padEnd(18)}${"page".padEnd(44)}${CATEGORIES.map((name) => name.padStart(16)).join("")}`);
const lost = [];
for (const { name, path } of templates) {
  // Some pages ask search engines to pass by: the search itself, what stands for a missing page, what only repeats others.
  const skipAudits = html(path).includes('<meta name="robots" content="noindex">') ? ["is-crawlable"] : [];
  const ask = async (categories) => (await lighthouse(root + path, { skipAudits, port: PORT, onlyCategories: categories, logLevel: "error" })).lhr;
  const first = await ask(CATEGORIES);
  const marks = new Map(CATEGORIES.map((category) => [category, mark(first, category)]));
  for (let attempt = 2; attempt <= TRIES && marks.get(SPEED) < least(path, SPEED); attempt += 1) {
    marks.set(SPEED, Math.max(marks.get(SPEED), mark(await ask([SPEED]), SPEED)));
  }
  console.log(`${name.padEnd(18)}${`/${path}`.padEnd(44)}${[...marks.values()].map((mark) => String(mark).padStart(16)).join("")}`);
  lost.push(...CATEGORIES.filter((category) => marks.get(category) < least(path, category)).flatMap((category) => reasons(first, category)).map((why) => `/${path}: ${why}`));
}
await browser.close();
if (lost.length > 0) console.log(lost.join("\n"));
process.exit(lost.length > 0 ? 1 : 0);

function mark(lhr, category) {
  return Math.round(lhr.categories[category].score * 100);
}

/** The audits that cost a category something. */
function reasons(lhr, category) {
  const refs = lhr.categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1);
  return refs.map(({ id }) => `${id}: ${lhr.audits[id].title} ${lhr.audits[id].displayValue ?? ""}`);
}
