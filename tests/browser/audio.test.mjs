// A recording, from the file to the ear: nothing is loaded or played before its reader wants it, its words stand beside it, and
// it can be wound on, in the built folder as in the preview.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, launch } from "./browser.mjs";
import { preview } from "./preview.mjs";
import { host, pagesWith, site } from "./site.mjs";

const browser = await launch();
const [path] = pagesWith("<audio");

for (const [where, address] of [["the built folder", () => host(site)], ["the preview", async () => (await preview()).root]]) {
  test(`a recording of ${where} plays when it is asked to, and its words are there`, async () => {
    const root = await address();
    const page = await browser.newPage({ viewport: PHONE });
    const answers = [];
    page.on("response", (response) => response.url().endsWith(".wav") && answers.push(response));
    await page.goto(new URL(path, root).href, { waitUntil: "load" });
    const audio = page.locator("audio");
    await audio.scrollIntoViewIfNeeded();
    assert.ok(await page.locator(".audio-words").getByText("Let your shoulders drop").isVisible());
    assert.deepEqual(await audio.evaluate(({ autoplay, paused, preload }) => [autoplay, paused, preload]), [false, true, "none"]);
    assert.deepEqual(answers, [], "the file is asked for before anybody wants it");

    // The button of the browser's own controls is at the start of them.
    await audio.click({ position: { x: 28, y: 27 } });
    await page.waitForFunction(() => document.querySelector("audio").currentTime > 0.3);
    assert.equal(answers[0].headers()["content-type"], "audio/wav");
    assert.ok(Math.abs(await audio.evaluate(({ duration }) => duration) - 3) < 0.01);

    await audio.evaluate((sound) => { sound.currentTime = 2; });
    await page.waitForFunction(() => document.querySelector("audio").currentTime > 2.1);
    await page.waitForFunction(() => document.querySelector("audio").ended);
    await page.close();
  });
}

test("the preview sends the part of a recording that is asked for", async () => {
  const { root } = await preview();
  const address = new URL("breathing.wav", root);
  const [whole, part] = await Promise.all([fetch(address), fetch(address, { headers: { range: "bytes=44-143" } })]);
  const bytes = Buffer.from(await whole.arrayBuffer());
  assert.deepEqual([part.status, part.headers.get("content-range")], [206, `bytes 44-143/${bytes.length}`]);
  assert.ok(bytes.subarray(44, 144).equals(Buffer.from(await part.arrayBuffer())));
});

test("without a script the recording and its words are there", async () => {
  const page = await browser.newPage({ viewport: PHONE, javaScriptEnabled: false });
  await page.goto(`${await host(site)}${path}`);
  assert.ok(await page.locator("audio[controls]").isVisible());
  assert.ok(await page.locator(".audio-words").getByText("Let your shoulders drop").isVisible());
  await page.close();
});
