// `haven serve` for a test: a copy of a site's sources, the running preview and the ways in which editors save.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { DAY, haven, sources } from "./site.mjs";

/** Ends a test that would hang. Nothing may depend on it: a slow machine takes its time. */
export const SOON = { timeout: 60_000 };

/** Opens the address again and again until the preview has what the test wrote. */
export async function open(page, address, written) {
  const end = Date.now() + SOON.timeout;
  do {
    assert.ok(Date.now() < end, `${address} never had what the test wrote`);
    await page.goto(address);
  } while (await written.count() === 0);
}

/** Starts a preview of the example site and gives its address when it has one. */
export async function preview(...flags) {
  const folder = sources();
  if (!flags.includes("--port")) flags = ["--port", "0", ...flags];
  const running = await start(folder, flags);
  return {
    ...running,
    folder,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    /** Saves in place, as VS Code and nano do. */
    save(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    /** Writes beside the file and moves it into place, as vim, JetBrains and most others do. */
    replace(path, text) {
      writeFileSync(join(folder, `${path}~`), text);
      renameSync(join(folder, `${path}~`), join(folder, path));
    },
    rename: (from, to) => renameSync(join(folder, from), join(folder, to)),
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    /** Ends the preview and starts it again at the same port. */
    async restart() {
      await running.stop();
      Object.assign(this, await start(folder, flags.with(flags.indexOf("--port") + 1, new URL(running.root).port)));
    },
  };
}

function start(folder, flags) {
  const process = spawn(haven, ["serve", "--root", folder, "--as-of", DAY, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  after(() => process.kill());
  const stop = () => new Promise((ended) => {
    process.once("exit", ended);
    process.kill();
  });
  let said = "";
  for (const stream of [process.stdout, process.stderr]) stream.on("data", (bytes) => { said += bytes; });
  // What a program prints arrives in pieces: each piece is looked through with those before it.
  const hears = (pattern) => new Promise((found, failed) => {
    const look = () => {
      const words = pattern.exec(said);
      if (words) found(words);
    };
    look();
    for (const stream of [process.stdout, process.stderr]) stream.on("data", look);
    process.once("exit", () => failed(new Error(`haven serve ended without ${pattern}: ${said}`)));
  });
  return hears(/^http:\/\/[\w.:]+\/\S*(?=\n)/m).then(([root]) => ({ root, stop, hears }));
}
