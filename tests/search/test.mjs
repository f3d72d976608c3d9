// node tests/search/test.mjs SITE_DIR
// Holds what the search of the built example site has reached: the tokenizer's vectors, the answers to queries, the cards
// for people in danger, the sizes of what is loaded. Prints one line a check; the exit code says whether all held.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { openSearch } from './client.mjs';
import { evaluate, figures, queries } from './evaluate.mjs';
import { weighed } from './weigh.mjs';

const site = process.argv[2];
if (!site) {
  console.error('usage: node tests/search/test.mjs SITE_DIR');
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const { search, files } = await openSearch(site);
let failed = 0;

function check(name, holds, detail = '') {
  if (!holds) failed += 1;
  console.log(`${holds ? 'ok' : 'NOT OK'} ${name}${detail ? `: ${detail}` : ''}`);
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const ask = (query, options) => search.search(query, options);
const first = async (query, options) => (await ask(query, options)).results[0]?.url;

const wrong = JSON.parse(readFileSync(join(here, 'vectors.json'), 'utf8')).filter(([text, words]) => !same(search.words(text), words));
check('the tokenizer agrees with the one of the build', wrong.length === 0, wrong.map(([text]) => text).join(' | '));

// readers.tsv: 150 queries of ten readers, written without a look at index or lexicon. Of the half (`held`) that was asked only when all
// was done, 58 of 75 had a right page in the top three before, and 63 after. A help line's number and money that is controlled ask for the
// card since the writers of blind.tsv asked for it.
// blind.tsv: half of what two writers asked who knew neither index nor lexicon. Before anything was done about it, 108 of 120 had a right page
// in the top three, 73 the best page first, and 6 of 12 the card. words.tsv: five lists that were written, and asked once, before words were
// chosen for them: MRR 0.840, 0.823, 0.879, 0.889 and 0.864 with what there was by then (at first: 0.755, 0.717, 0.798, 0.807,
// 0.787).
// What was reached: in the top three, first, mean reciprocal rank.
const LEVELS = { 'queries.tsv': [20, 19, 0.975], 'further.tsv': [90, 80, 0.985], 'worried.tsv': [62, 58, 0.985], 'readers.tsv': [148, 124, 0.965], 'blind.tsv': [118, 106, 0.985], 'words.tsv': [553, 500, 0.975] };
for (const [name, [top3, primary, mrr]] of Object.entries(LEVELS)) {
  const f = figures(await evaluate(search, queries(join(here, name))));
  const line = `top3 ${f.top3} of ${f.asked} · primary ${f.primary} of ${f.asked} · MRR ${f.mrr.toFixed(3)} · crisis ${f.crisis} of ${f.urgent}`;
  check(`answers to ${name}`, f.top3 >= top3 && f.primary >= primary && f.mrr >= mrr && f.crisis === f.urgent && f.falseCards === 0, line);
}

// Which phrases of a file put up the card of urgent help, and which do not.
const carded = async (name) => {
  const found = { with: [], without: [] };
  for (const line of readFileSync(join(here, name), 'utf8').trim().split('\n')) {
    ((await ask(line)).crisis.length ? found.with : found.without).push(line);
  }
  return found;
};
const everyday = (await carded('calm.txt')).with;
check('no card for everyday questions', everyday.length === 0, everyday.join(' | '));
// Two more files were written before anything was tried; then 29 of 40 had the card, and 2 of 40 without need. Nobody can
// tell whether "thinking about ending things" speaks of a life or of a relationship.
const missed = (await carded('danger.txt')).without;
check('the card for people in danger', missed.length <= 1, missed.join(' | '));
const needless = (await carded('calm-second.txt')).with;
check('few cards without need', needless.length <= 2, needless.join(' | '));
// And more again, in lots of 40, 30, 20 and 20, each written before it was tried: 32, 13 and 11 had the card with fixed phrases, and 15
// of the last 20 with families of phrases. What was missing was then added. Some things cannot be told: "want to end it".
const unseen = (await carded('danger-second.txt')).without;
check('the card for people in danger, in other words', unseen.length <= 2, unseen.join(' | '));
const unneeded = (await carded('calm-third.txt')).with;
check('few cards without need, in other words', unneeded.length <= 3, unneeded.join(' | '));
// danger-third.txt and calm-fourth.txt: half of what the same two writers noted. Before, 39 of 60 phrases had the card, and 4 of 60 everyday ones.
const blind = (await carded('danger-third.txt')).without;
check('the card for people in danger, as others say it', blind.length === 0, blind.join(' | '));
const harmless = (await carded('calm-fourth.txt')).with;
check('no card for everyday questions of others', harmless.length === 0, harmless.join(' | '));
// danger-fourth.txt: by kind of danger; 150 phrases, of which 125 had the card when they were first tried; 101 that were made to be missed, of which
// 48 had it; then twice 60 plain ones, of which 54 and 53 had it. calm-fifth.txt: everyday lines full of words of danger; of 200, half of them asked at the end
// only, 6 had the card, of 177 that were made to be caught 43, of the last twice 60 then 5 and 3.
const rare = (await carded('danger-fourth.txt')).without;
check('the card for people in danger, said in rare ways', rare.length <= 13, rare.join(' | '));
const alike = (await carded('calm-fifth.txt')).with;
check('few cards for what sounds like danger', alike.length <= 8, alike.join(' | '));
check('letters hidden, changed, apart', (await Promise.all(['k*ll myself', 'su1cide', 's u i c i d e', 'i wantto die'].map((query) => ask(query)))).every((answer) => answer.crisis.length));
check('the page that helps comes first', (await first('i want to kil my self')).includes('urgent-help'));
check('of two pages that of the longer phrase', (await first('he says he will kill himself if i leave')).includes('is-this-relationship-safe'));
const misspelled = ['thougth record', 'thougt record', 'thoaght record', 'yhought record'];
const mended = await Promise.all(misspelled.map(async (query) => (await first(query))?.includes('thought-record')));
check('letters swapped, missing, wrong', mended.every(Boolean));
check('British and American spellings', (await first('behavioral experiment')) === (await first('behavioural experiment')));
check('apostrophes do not matter', same((await ask("doesn't")).results.map((r) => r.url), (await ask('doesnt')).results.map((r) => r.url)));
check('an unfinished word', (await ask('reassur', { typing: true })).results.slice(0, 2).some((r) => r.url.includes('reassurance')));
check('a word that no page has is named', same((await ask('therapist zzyzx')).unknown, ['zzyzx']));
check('and lowers the score', (await ask('therapist zzyzx')).results[0].score < (await ask('therapist')).results[0].score);
check('nonsense finds nothing', (await ask('zzyzx qqqq')).total === 0 && (await ask('')).total === 0 && (await ask('?!')).total === 0);
check('what was meant is said', same((await ask('atachment')).corrected, [['atachment', 'attachment']]));
check('places inside pages', (await ask('side effects of therapy')).results[0].sections.some((section) => section.url.includes('#')));
const excerpts = (await ask('stop checking his phone')).results.slice(0, 3).map((result) => result.excerpt);
check('excerpts mark what was asked for', excerpts.every((excerpt) => excerpt.some(([text, isHit]) => isHit && /^(stop|check|phone)/i.test(text))));
check('other forms of a word are marked too', (await ask('worried')).results.flatMap((result) => result.excerpt).some(([text, isHit]) => isHit && /^worry$/i.test(text)));
check('glossary names lead to the term', (await ask('black and white thinking')).results.slice(0, 3).some((r) => r.url.includes('glossary') || r.url.includes('thoughts')));
check('filters', (await ask('attachment', { filters: { type: 'worksheet' } })).results.every((r) => r.type === 'worksheet'));
check('long and hostile input', (await ask('<img src=x onerror=alert(1)> '.repeat(500))).total >= 0 && (await ask('a'.repeat(10000))).total === 0);

const compressed = (path) => brotliCompressSync(readFileSync(path)).length;
const page = readFileSync(join(site, 'search/index.html'), 'utf8');
const scripts = [...page.matchAll(/(?:src|data-client-url)="([^"]*search[^"]*\.js)"/g)].map((found) => join(site, 'search', found[1]));
const client = [...new Set(scripts)].reduce((sum, path) => sum + compressed(path), 0);
check('the client is small', scripts.length >= 2 && client <= 12_000, `${client} bytes compressed`);
// The worst was 60 kB when this was written; the rest is room for the articles to grow.
const asked = ['queries.tsv', 'further.tsv', 'worried.tsv', 'readers.tsv'].flatMap((name) => queries(join(here, name))).map((row) => row.query);
const loads = (await weighed(site, asked)).map((load) => load.gzip).sort((a, b) => a - b);
check('so is a first search, with its client and its results', loads[loads.length >> 1] <= 40_000 && loads.at(-1) <= 64_000, `${loads[loads.length >> 1]} bytes (gzip) in the middle, ${loads.at(-1)} at most`);

if (failed) console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
