// axe-core over what a page shows: WCAG 2.2 AA and axe's best practice.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Every violation of the page, or of the part at the selector `within`, in light and in dark: each one line. */
export async function violations(page, within = null) {
  const found = [];
  await page.evaluate(AXE);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await page.evaluate(look, [ALL, within])).map((words) => `(${colorScheme}): ${words}`));
  }
  return found;
}

/** Runs in the page: each violation with its element. */
async function look([rules, within]) {
  const options = { runOnly: rules, resultTypes: ["violations"], elementRef: false };
  const { violations } = await window.axe.run(within ? { include: [within] } : document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => {
    const why = failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; ");
    return `${id} at ${target.flat().join(" ")}: ${why}`;
  }));
}
