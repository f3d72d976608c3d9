// node tests/search/evaluate.mjs SITE_DIR QUERIES.tsv [--all]
// How well the published search of a built site answers queries. The last line is
// `top3 N of M · primary N of M · MRR x.xxx · crisis N of M`.
import { readFileSync } from 'node:fs';
import { openSearch } from './client.mjs';

/** Rows of a TSV by the names of its first line. */
export function queries(path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/).map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, (row[at] ?? '').trim()])));
}

/** Asks every query; `search` is the published client. */
export async function evaluate(search, rows) {
  const answers = [];
  for (const row of rows) {
    const found = await search.search(row.query, { limit: 10 });
    const urls = found.results.map((result) => `/${result.url.replace(/index\.html$/, '')}`);
    const good = [row.primary, ...(row.also_ok ?? '').split(';')].filter(Boolean);
    const rank = urls.findIndex((url) => good.includes(url)) + 1;
    answers.push({
      row, urls, rank,
      primary: urls.indexOf(row.primary) + 1,
      card: found.crisis.length > 0,
      wanted: row.crisis_panel === 'yes',
    });
  }
  return answers;
}

/** The four figures. */
export function figures(answers) {
  const asked = answers.length;
  const urgent = answers.filter((answer) => answer.wanted);
  return {
    asked,
    top3: answers.filter((answer) => answer.rank > 0 && answer.rank <= 3).length,
    primary: answers.filter((answer) => answer.primary === 1).length,
    mrr: answers.reduce((sum, answer) => sum + (answer.rank ? 1 / answer.rank : 0), 0) / asked,
    crisis: urgent.filter((answer) => answer.card).length,
    urgent: urgent.length,
    falseCards: answers.filter((answer) => answer.card && !answer.wanted).length,
  };
}

if (import.meta.url === `file://${process.argv[1]}` || process.argv[1]?.endsWith('evaluate.mjs')) {
  const [site, tsv, ...flags] = process.argv.slice(2);
  if (!site || !tsv) {
    console.error('usage: node tests/search/evaluate.mjs SITE_DIR QUERIES.tsv [--all]');
    process.exit(2);
  }
  const { search } = await openSearch(site);
  const answers = await evaluate(search, queries(tsv));
  for (const { row, urls, rank, card, wanted } of answers) {
    const mark = rank >= 1 && rank <= 3 ? ' ' : '!';
    const note = card === wanted ? '' : card ? '  card without need' : '  NO CARD';
    console.log(`${mark} ${row.qid ?? ''} ${String(rank || '-').padStart(2)}  ${row.query}${note}`);
    if (mark === '!' || flags.includes('--all')) urls.slice(0, 4).forEach((url) => console.log(`        ${url}`));
  }
  const f = figures(answers);
  if (f.falseCards) console.log(`${f.falseCards} cards without need`);
  console.log(`top3 ${f.top3} of ${f.asked} · primary ${f.primary} of ${f.asked} · MRR ${f.mrr.toFixed(3)} · crisis ${f.crisis} of ${f.urgent}`);
}
