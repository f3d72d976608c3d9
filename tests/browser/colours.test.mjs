// What haven says of the colours at build is what a browser shows: each token of each pair, in light and in dark, with
// colours of a publisher's own.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { launch } from "./browser.mjs";
import { buildFrom, host, pagesWith, sources } from "./site.mjs";

const browser = await launch();

for (const [theme, brand, accent] of [["haven", null, null], ["haven", "#6a3d7c", "#a06a12"], ["meadow", "#7a3b2e", "#2b6f8a"]]) {
  test(`haven's colours are Chromium's: ${theme}, ${brand ?? "as it comes"}`, async () => {
    const folder = sources();
    const config = join(folder, "site.yaml");
    const colours = brand ? `  brand: "${brand}"\n  accent: "${accent}"\n` : "";
    writeFileSync(config, readFileSync(config, "utf8").replace("theme: haven", `theme: ${theme}`).replace("options:\n", `options:\n${colours}`));
    const site = buildFrom(folder);
    const rows = pairs(readFileSync(join(site, pagesWith('<table class="contrast">')[0], "index.html"), "utf8"));
    assert.ok(rows.length > 30);

    const page = await browser.newPage();
    // The front page has every token: its own sheet has the sky's.
    await page.goto(await host(site));
    const faults = [];
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const row of rows) {
        const shown = await page.evaluate(colourOf, [row.colour, row.ground]);
        const said = row[colorScheme];
        if (shown.join() !== said.join()) faults.push(`${row.colour} on ${row.ground} in ${colorScheme}: ${said}, shown ${shown}`);
      }
    }
    await page.close();
    assert.deepEqual(faults, []);
  });
}

/** The rows of the contrast table: names of tokens, and their hex colours by scheme. */
function pairs(html) {
  const table = /<table class="contrast">.*?<\/table>/s.exec(html)[0];
  return [...table.matchAll(/<tr><th scope="row">([\w-]+) on ([\w-]+) .*?<\/tr>/gs)].map(([row, colour, ground]) => {
    const [light, dark] = [...row.matchAll(/fill="(#\w+)".*?fill="(#\w+)"/gs)].map(([, behind, before]) => [before, behind]);
    return { colour, ground, light, dark };
  });
}

/** Runs in the page: what the screen gets for each token. */
function colourOf(tokens) {
  const probe = document.createElement("i");
  document.body.append(probe);
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colours = tokens.map((token) => {
    probe.style.color = `var(--${token})`;
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    return `#${[...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  });
  probe.remove();
  return colours;
}
