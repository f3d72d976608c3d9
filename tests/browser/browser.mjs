// One Chromium for a test file, and the ways of looking that the tests share.

import { after } from "node:test";
import { chromium } from "playwright-core";

// Nothing may leave this machine: a browser that fetches updates makes a test slow on some days and red on others.
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };
export const NARROWEST = { width: 320, height: 640 };

/** The browser of this test file; it is closed when the file's tests are over. */
export async function launch() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
  after(() => browser.close());
  // A limit only ends a test that would hang; no machine is too slow.
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    context.setDefaultTimeout(120_000);
    return context;
  };
  return browser;
}

/** Calls `look(page, item)` for every item, `lanes` pages at a time, each lane with one page in a context of its own. */
export async function each(browser, items, options, look, lanes = 3) {
  const queue = [...items];
  const results = [];
  await Promise.all(Array.from({ length: lanes }, async () => {
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    while (queue.length > 0) results.push(...(await look(page, queue.shift())));
    await context.close();
  }));
  return results.sort();
}
