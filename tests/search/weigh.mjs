// node tests/search/weigh.mjs SITE_DIR [--queries N] [--all]
// What a first search of a built site downloads: for queries of three words, drawn from its own pages, the requests and
// compressed bytes of everything that search loads from a cold start until ten results can be shown. Draws the same
// queries every time. The last line is `gzip: median BYTES in N requests · worst BYTES in N requests`.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { openSearch } from './client.mjs';

/** A small generator of numbers between 0 and 1 (mulberry32). */
export function seeded(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` queries, each of three different words of one page. */
export function drawn(site, count) {
  const random = seeded(2026);
  const pages = readdirSync(site, { recursive: true }).filter((path) => path.endsWith('index.html')).sort();
  const queries = [];
  while (queries.length < count) {
    const html = readFileSync(join(site, pages[Math.floor(random() * pages.length)]), 'utf8');
    const words = (/<main[^]*<\/main>/.exec(html)?.[0] ?? '').replace(/<(script|style|svg|nav|header|aside|footer)[^]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ').replace(/&\w+;/g, ' ').match(/\p{L}{3,}/gu) ?? [];
    if (words.length < 100) continue;
    const query = new Set();
    while (query.size < 3) query.add(words[Math.floor(random() * words.length)].toLowerCase());
    queries.push([...query].join(' '));
  }
  return queries;
}

/** Asks each query of a search that knows nothing yet. `{ query, requests, gzip, brotli, results, largest }` each. */
export async function weighed(site, queries) {
  const sizes = new Map();
  const size = (path) => {
    if (!sizes.has(path)) {
      const bytes = readFileSync(path);
      sizes.set(path, { gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length });
    }
    return sizes.get(path);
  };
  const page = readFileSync(join(site, 'index.html'), 'utf8');
  const starter = [...page.matchAll(/<script[^>]*\ssrc="([^"]*\/search\.[^"]*)"/g)].map((found) => join(site, found[1]));
  const found = [];
  for (const query of queries) {
    const { search, files } = await openSearch(site);
    const { results } = await search.search(query);
    const all = [...starter, ...files];
    const sum = (kind) => all.reduce((total, path) => total + size(path)[kind], 0);
    found.push({ query, requests: all.length, gzip: sum('gzip'), brotli: sum('brotli'), results: results.length, files: all.map((path) => `${relative(site, path)} ${size(path).gzip}`) });
  }
  return found;
}

if (process.argv[1]?.endsWith('weigh.mjs')) {
  const [site, ...flags] = process.argv.slice(2);
  const count = Number(flags[flags.indexOf('--queries') + 1]) || 50;
  const found = await weighed(site, drawn(site, count));
  if (flags.includes('--all')) found.forEach((row) => console.log(`${row.gzip} in ${row.requests}  ${row.query} (${row.results} results)\n    ${row.files.join('\n    ')}`));
  const at = (field, share) => found.map((row) => row[field]).sort((a, b) => a - b)[Math.min(count - 1, Math.floor(count * share))];
  for (const kind of ['brotli', 'gzip']) console.log(`${kind}: median ${at(kind, 0.5)} in ${at('requests', 0.5)} requests · worst ${at(kind, 1)} in ${at('requests', 1)} requests`);
}
