// The site under test, built by the real binary and read as a host would read it: the repository's own example, and pages
// of a gallery that show every component of the theme by the example of its own declaration. HAVEN names the binary; without
// it the debug build is used.

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const haven = resolve(process.env.HAVEN ?? join(repository, "target/debug/haven"));

/** The day of every build and preview of a test: the clock has no say, and the example's help lines are freshly checked. */
export const DAY = "2026-12-01";

/** The addresses of the gallery's pages below the root. */
export const GALLERY = ["gallery/", "gallery-2/", "gallery-3/", "gallery-4/", "gallery-5/"];

/** A folder of its own, removed when the process ends. */
export function temporary(name) {
  const folder = mkdtempSync(join(tmpdir(), `haven-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the example site's sources with the gallery, to be built or edited. */
export function sources() {
  const folder = temporary("source");
  for (const part of ["site.yaml", "content", "themes"]) cpSync(join(repository, part), join(folder, part), { recursive: true });
  gallery().forEach((page, index) => writeFileSync(join(folder, `content/${GALLERY[index].slice(0, -1)}.md`), page));
  writeFileSync(join(folder, "content/breathing.wav"), recording(3));
  return folder;
}

/** Builds the site under test with these flags and gives the folder. */
export function build(...flags) {
  return buildFrom(sources(), ...flags);
}

/** Builds the site whose sources are in `from`. */
export function buildFrom(from, ...flags) {
  const folder = join(temporary("site"), "public");
  execFileSync(haven, ["build", "--root", from, "--out", folder, "--as-of", DAY, ...flags], { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  return folder;
}

/** A sound as long as `seconds`: a low tone that swells like a breath, as a WAV file of 8,000 samples a second in 8 bits. */
function recording(seconds) {
  const rate = 8_000;
  const sound = Uint8Array.from({ length: rate * seconds }, (_, sample) => {
    const time = sample / rate;
    return 128 + 60 * Math.sin(Math.PI * time / seconds) * Math.sin(2 * Math.PI * 220 * time);
  });
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + sound.length, 4);
  head.write("WAVEfmt ", 8);
  // The length of what follows, PCM, one channel; samples and bytes a second; one byte a sample.
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(sound.length, 40);
  return Buffer.concat([head, sound]);
}

/** Pages with the example of every component that authors can write, each with no more than a long article would have. */
function gallery() {
  const components = join(repository, "themes/haven/templates/components");
  const examples = files(components, ".html").flatMap((path) => {
    const example = /"example": ("(?:[^"\\]|\\.)*")/.exec(readFileSync(join(components, path), "utf8"));
    return example ? [`## Component ${path.replace(/\.html$/, "").replaceAll("_", " ")}\n\n${JSON.parse(example[1])}\n`] : [];
  });
  const each = Math.ceil(examples.length / GALLERY.length);
  return GALLERY.map((_, page) => {
    // The test's own recording, which plays.
    const text = examples.slice(page * each, (page + 1) * each).join("\n").replaceAll("breathing.mp3", "breathing.wav");
    return `---\ntitle: Gallery of components, ${page + 1}\nsummary: Components of the theme.\ntype: article\n---\n\n${text}`;
  });
}

/** Whether a page holds a whole reading path. */
export const isBooklet = (path) => path.endsWith("/print/");

export const site = build();

/** Every file below `folder` with this ending, as sorted paths relative to it. */
export function files(folder, ending = "") {
  return readdirSync(folder, { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(ending) && statSync(join(folder, path)).isFile())
    .sort();
}

/** The address of each page of the built site below its root, such as `cbt/evidence/`. */
export const pages = files(site, ".html").map((path) => path.replace(/(^|\/)index\.html$/, "$1"));

/** One page of each template, told apart by the class of its body; `name` is that class. */
export const templates = pages.reduce((found, path) => {
  const name = template(path);
  return found.some((template) => template.name === name) ? found : [...found, { name, path }];
}, []);

/** The pages whose HTML contains `words`. */
export function pagesWith(words) {
  return pages.filter((path) => html(path).includes(words));
}

/** The HTML of a page. */
export function html(path) {
  return readFileSync(join(site, path.endsWith("/") || path === "" ? `${path}index.html` : path), "utf8");
}

/** The name of a page's template. */
export function template(path) {
  return /<body class="([^"]*)"/.exec(html(path))?.[1] ?? "no class";
}

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".wasm": "application/wasm",
  ".wav": "audio/wav",
};

/**
 * Serves `folder` below `base` as a plain static host does. A page is sent in two pieces, of which the second begins with
 * the first `cut` in it, as over a slow line. Gives the address of its root.
 */
export async function host(folder, base = "/", cut = null) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    let file = path.startsWith(base) ? join(folder, path.slice(base.length)) : folder;
    if (path.endsWith("/")) file = join(file, "index.html");
    const inside = !relative(folder, file).startsWith("..");
    const found = inside && statSync(file, { throwIfNoEntry: false })?.isFile();
    const type = TYPES[extname(found ? file : ".html")] ?? "application/octet-stream";
    const bytes = readFileSync(found ? file : join(folder, "404.html"));
    const isText = /text|json|xml|svg/.test(type) && /gzip/.test(request.headers["accept-encoding"] ?? "");
    const at = cut && type.startsWith("text/html") ? bytes.indexOf(cut) : -1;
    if (at >= 0) {
      response.writeHead(200, { "content-type": type });
      response.write(bytes.subarray(0, at));
      await new Promise((later) => setTimeout(later, 300));
      return response.end(bytes.subarray(at));
    }
    response.writeHead(found ? 200 : 404, { "content-type": type, ...(isText ? { "content-encoding": "gzip" } : {}) });
    response.end(isText ? gzipSync(bytes) : bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return `http://127.0.0.1:${server.address().port}${base}`;
}
