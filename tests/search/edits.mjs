// node tests/search/edits.mjs HAVEN SITE [--edits N] [--all]
// How many files of the search index an edit of prose changes: builds the site in the folder SITE with the program HAVEN,
// makes one edit, builds again, undoes it, N times of each kind. Makes the same edits every time. One line a kind.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from './weigh.mjs';

const [haven, site, ...flags] = process.argv.slice(2);
if (!haven || !site) {
  console.error('usage: node tests/search/edits.mjs HAVEN SITE [--edits N] [--all]');
  process.exit(2);
}
const count = Number(flags[flags.indexOf('--edits') + 1]) || 31;
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'haven-edits-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const copy = join(scratch, 'site');
for (const name of ['site.yaml', 'content', 'themes']) {
  if (existsSync(join(site, name))) cpSync(join(site, name), join(copy, name), { recursive: true });
}

/** The names of the index's files; a name changes when the file does. */
function index() {
  execFileSync(haven, ['build', '--root', copy, '--out', join(scratch, 'out'), '--as-of', '2026-12-01'], { stdio: ['ignore', 'ignore', 'ignore'] });
  return new Set(readdirSync(join(scratch, 'out/search')).filter((name) => name.endsWith('.js')));
}

/** The paragraphs of plain prose: where each begins and ends. */
function paragraphs(text) {
  return [...text.matchAll(/(?<=\n\n)[A-Z][^\n:{}|[\]]{80,}(?=\n\n)/g)].map((found) => [found.index, found.index + found[0].length]);
}

const random = seeded(8);
const pick = (list) => list[Math.floor(random() * list.length)];
const wordsOf = (text) => text.match(/\b[a-z]{4,}\b/g) ?? [];
const pages = readdirSync(join(copy, 'content'), { recursive: true }).filter((name) => name.endsWith('.md')).sort();
const editable = pages.filter((name) => paragraphs(readFileSync(join(copy, 'content', name), 'utf8')).length > 1);
const vocabulary = [...new Set(Array.from({ length: 200 }, () => pick(editable)).flatMap((name) => wordsOf(readFileSync(join(copy, 'content', name), 'utf8'))))];

/** One word of a text replaced. */
function replaced(text, other) {
  const places = [...text.matchAll(/\b[a-z]{4,}\b/g)];
  const { 0: word, index: at } = pick(places);
  return text.slice(0, at) + (other === word ? 'otherwise' : other) + text.slice(at + word.length);
}

const KINDS = {
  'one word replaced by another of the page': (text, page) => replaced(text, pick(wordsOf(page))),
  'one word replaced by a new one': (text, _, n) => replaced(text, `quokka${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + ((n * 7) % 26))}`),
  'a sentence of eleven words added': (text) => `${text} Then ${Array.from({ length: 10 }, () => pick(vocabulary)).join(' ')}.`,
  'a paragraph cut': () => '',
  'half as long again, by one word': (text, page) => `${text} ${'Quokka. '.repeat(wordsOf(page).length * 0.7)}`.trimEnd(),
};

const before = index();
const shards = (names) => [...names].filter((name) => name.startsWith('w-'));
console.log(`${editable.length} pages, ${before.size} files of the index, ${shards(before).length} shards`);
const middle = (list) => list.slice().sort((a, b) => a - b)[list.length >> 1];
for (const [kind, edit] of Object.entries(KINDS)) {
  const found = { shards: [], files: [] };
  for (let n = 0; n < count; n += 1) {
    const path = join(copy, 'content', editable[Math.floor(((n + 0.5) / count) * editable.length)]);
    const page = readFileSync(path, 'utf8');
    const [start, end] = pick(paragraphs(page));
    writeFileSync(path, page.slice(0, start) + edit(page.slice(start, end), page, n) + page.slice(end));
    const changed = [...index()].filter((name) => !before.has(name));
    writeFileSync(path, page);
    found.shards.push(shards(changed).length);
    found.files.push(changed.length);
    if (flags.includes('--all')) console.log(`  ${shards(changed).length} ${path.slice(copy.length)}`);
  }
  console.log(`${kind}: ${middle(found.shards)} shards (${middle(found.files)} files) in the middle, ${Math.max(...found.shards)} (${Math.max(...found.files)}) at most`);
}
