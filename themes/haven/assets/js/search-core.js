/* The search itself: reads the index, finds and ranks pages. Touches no document, no storage and no network; whoever uses
   it says how to load a file. The index calls `havenSearch(part, contents)`; docs/search.md describes both. */
/* global havenSearch:true */
var havenSearch = (function () {
  'use strict';

  var parts = {};

  function register(part, contents) { parts[part] = contents; }

  /* ---- Words: the same rules as src/search/tokens.rs ---- */

  var APOSTROPHES = /['\u2019\u2018\u02bc\uff07`\u00b4]/g;
  var SPECIAL = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i', 'ς': 'σ' };
  var WORD = /[\p{Alphabetic}\p{N}\p{M}]+/gu;
  var UNSPACED = '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}';
  var STRETCH = new RegExp('[' + UNSPACED + ']+|[^' + UNSPACED + ']+', 'gu');
  var IS_UNSPACED = new RegExp('^[' + UNSPACED + ']', 'u');

  function folded(text) {
    text = text.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(APOSTROPHES, '').normalize('NFC');
    return text.replace(/[ßæœøłđðþıς]/g, function (letter) { return SPECIAL[letter]; }).toLowerCase();
  }

  function words(text) {
    var found = [];
    (folded(text).match(WORD) || []).forEach(function (run) {
      run.match(STRETCH).forEach(function (stretch) {
        var letters = Array.from(stretch);
        if (letters.length < 2 || !IS_UNSPACED.test(stretch)) { found.push(stretch); return; }
        for (var i = 0; i + 1 < letters.length; i += 1) { found.push(letters[i] + letters[i + 1]); }
      });
    });
    return found;
  }

  /* ---- Spelling ---- */

  /* Optimal string alignment: letters missing, added, changed or swapped with the next; `limit` + 1 when it is more. */
  function distance(a, b, limit) {
    if (Math.abs(a.length - b.length) > limit) { return limit + 1; }
    var before, last = [], row = [], i, j;
    for (j = 0; j <= b.length; j += 1) { row[j] = j; }
    for (i = 1; i <= a.length; i += 1) {
      before = last; last = row; row = [i];
      var best = i;
      for (j = 1; j <= b.length; j += 1) {
        var cost = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) { row[j] = Math.min(row[j], before[j - 2] + 1); }
        best = Math.min(best, row[j]);
      }
      if (best > limit) { return limit + 1; }
    }
    return row[b.length];
  }

  function tolerance(word) { return word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0; }

  /* ---- The index ---- */

  var DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
  var VALUES = {};
  DIGITS.split('').forEach(function (digit, value) { VALUES[digit] = value; });

  function numbers(text) {
    var found = [], value = 0, shift = 0;
    for (var i = 0; i < text.length; i += 1) {
      var digit = VALUES[text[i]];
      value += (digit & 31) * Math.pow(2, shift);
      if (digit & 32) { shift += 5; } else { found.push(value); value = 0; shift = 0; }
    }
    return found;
  }

  function Index(manifest, dictionary, pages) {
    var self = this;
    this.manifest = manifest;
    this.pages = pages;
    this.list = [];
    this.terms = new Map();
    this.postings = dictionary.postings.split(' ');
    this.decoded = [];
    var backs = numbers(dictionary.terms), previous = '', next = 0;
    (dictionary.words.match(/[A-Z][^A-Z]*/g) || []).forEach(function (entry, n) {
      var word = Array.from(previous).slice(0, entry.charCodeAt(0) - 65).join('') + entry.slice(1);
      previous = word;
      self.list.push(word);
      self.terms.set(word, backs[n] ? next - backs[n] : next++);
    });
    var termsOf = function (phrase) { return words(phrase).map(function (word) { return self.terms.has(word) ? self.terms.get(word) : '?' + word; }); };
    this.common = new Set(manifest.common);
    this.groups = manifest.groups.map(function (group) { return group.map(termsOf); });
    this.lay = manifest.lay.map(function (pair) { return [words(pair[0]), words(pair[1])]; });
  }

  Index.prototype.post = function (term) {
    if (!this.decoded[term]) {
      var raw = numbers(this.postings[term]), found = [], page = 0, at = 0;
      while (at < raw.length) {
        page += raw[at];
        var entry = { page: page, weight: raw[at + 1] / 8, sections: [] }, count = raw[at + 2], section = 0;
        at += 3;
        for (; count; count -= 1, at += 2) {
          section += raw[at];
          entry.sections.push([section, raw[at + 1] / 8]);
        }
        found.push(entry);
      }
      this.decoded[term] = found;
    }
    return this.decoded[term];
  };

  Index.prototype.idf = function (term) {
    var n = term === null ? 0 : this.post(term).length, all = this.manifest.pages;
    /* Flatter than usual: on a small site a word may be rare by chance, and the site's own subject is never worthless. */
    return Math.log(1 + all / (n + 0.5));
  };

  /* Words that begin with `start`. */
  Index.prototype.beginning = function (start) {
    var low = 0, high = this.list.length, found = [];
    while (low < high) {
      var middle = (low + high) >> 1;
      if (this.list[middle] < start) { low = middle + 1; } else { high = middle; }
    }
    while (low < this.list.length && this.list[low].indexOf(start) === 0 && found.length < 200) { found.push(this.list[low]); low += 1; }
    return found;
  };

  /* The word under another ending, in a language's own endings: `worrying` where the site has `worries`. */
  Index.prototype.inflected = function (word) {
    var self = this, endings = this.manifest.endings, best = null;
    [''].concat(endings).forEach(function (ending) {
      if (word.length - ending.length < 4 || (ending && word.slice(-ending.length) !== ending)) { return; }
      var base = word.slice(0, word.length - ending.length);
      [''].concat(endings).forEach(function (other) {
        if (self.terms.has(base + other) && (!best || base.length > best[0])) { best = [base.length, base + other]; }
      });
    });
    return best && best[1];
  };

  /* The nearest words: fewest mistakes, then a right first letter, then the more frequent. */
  Index.prototype.nearest = function (word) {
    var self = this, limit = tolerance(word), found = [];
    if (!limit) { return []; }
    this.list.forEach(function (known) {
      if (known.length < 3) { return; }
      var off = distance(word, known, limit);
      if (off <= limit) { found.push([off + (known[0] === word[0] ? 0 : 0.5), -self.post(self.terms.get(known)).length, known]); }
    });
    found.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1); });
    return found.filter(function (entry) { return entry[0] <= found[0][0]; }).slice(0, 3).map(function (entry) { return entry[2]; });
  };

  /* ---- Crisis: the raw query against phrases, before anything else ---- */

  function matchesAt(query, at, phrase, isKnown) {
    var used = 0;
    for (var i = 0; i < phrase.length; i += 1) {
      var word = query[at + used], next = query[at + used + 1], wanted = phrase[i];
      if (word === undefined) { return false; }
      if (near(word, wanted, isKnown, phrase.length)) { used += 1; continue; }
      /* `my self` for `myself`, `wantto` for `want to`. */
      if (next !== undefined && word + next === wanted) { used += 2; continue; }
      if (i + 1 < phrase.length && word === wanted + phrase[i + 1]) { used += 1; i += 1; continue; }
      /* One word between: `want to just die`. */
      if (i > 0 && next !== undefined && near(next, wanted, isKnown, phrase.length)) { used += 2; continue; }
      return false;
    }
    return true;
  }

  function near(word, wanted, isKnown, length) {
    if (word === wanted) { return true; }
    /* A phrase of one short word has too many neighbours; and a word that the site knows is no slip of another. */
    if (isKnown(word) || (length < 2 && wanted.length < 6)) { return false; }
    return distance(word, wanted, tolerance(wanted)) <= tolerance(wanted);
  }

  /* The pages that help, for a text that says that its writer is in danger. */
  function crisis(text, manifest, isKnown) {
    var query = words(text), pages = [];
    Object.keys(manifest.crisis).forEach(function (page) {
      var hit = manifest.crisis[page].some(function (phrase) {
        phrase = words(phrase);
        return phrase.length && query.some(function (_, at) { return matchesAt(query, at, phrase, isKnown); });
      });
      if (hit) { pages.push(page); }
    });
    return pages;
  }

  /* ---- Finding ---- */

  var K1 = 1.2;

  /* Each word of the query as alternatives: terms with the share of their weight that they count for. */
  function understood(index, query, typing) {
    var unknown = [], corrected = [];
    var slots = query.map(function (word, n) {
      /* A reader's word and the site's word for it are one word: as rare as the less rare of the two. */
      var slot = { word: word, terms: new Map(), most: Infinity, share: index.common.has(word) ? 0.3 : 1 };
      var add = function (other, share) {
        var term = index.terms.get(other);
        if (term !== undefined && (slot.terms.get(term) || 0) < share) { slot.terms.set(term, share); }
      };
      var known = index.terms.has(word);
      add(word, 1);
      if (typing && n === query.length - 1 && word.length > 1) {
        index.beginning(word).forEach(function (longer) { add(longer, 0.7); });
        known = known || slot.terms.size > 0;
      }
      if (!known) {
        var other = index.inflected(word);
        if (other) { add(other, 0.95); known = true; }
      }
      var lay = layWords(index, query, n, function (other) {
        add(other, 0.9);
        if (index.terms.has(other)) { slot.most = Math.min(slot.most, index.idf(index.terms.get(other))); }
      });
      if (!known && !lay && slot.share === 1) {
        var near = index.nearest(word);
        near.forEach(function (other, rank) { add(other, rank ? 0.5 : 0.8); });
        if (near.length) { corrected.push([word, near[0]]); }
      }
      if (!slot.terms.size && slot.share === 1) { unknown.push(word); }
      return slot;
    });
    glossary(index, slots);
    slots.forEach(function (slot) {
      /* A word's worth is that of its best alternative; an unknown one is worth as much as a rare one. */
      slot.worth = 0;
      var best = 0;
      slot.terms.forEach(function (share, term) {
        if (share > best || (share === best && index.idf(term) < slot.worth)) { best = share; slot.worth = index.idf(term); }
      });
      if (!slot.terms.size) { slot.worth = index.idf(null) / 2; }
      slot.worth = Math.min(slot.worth, slot.most) * slot.share;
    });
    return { slots: slots, unknown: unknown, corrected: corrected };
  }

  function startsAt(query, at, phrase) {
    return phrase.length && phrase.every(function (word, n) { return query[at + n] === word; });
  }

  /* Words that readers use for what the site calls otherwise. */
  function layWords(index, query, n, add) {
    var found = false;
    index.lay.forEach(function (pair) {
      for (var at = Math.max(0, n - pair[0].length + 1); at <= n; at += 1) {
        if (startsAt(query, at, pair[0])) { pair[1].forEach(add); found = true; }
      }
    });
    return found;
  }

  /* A glossary term and its other names stand for each other, in both directions. */
  function glossary(index, slots) {
    var query = slots.map(function (slot) {
      var best = null, most = 0;
      slot.terms.forEach(function (share, term) { if (share > most) { most = share; best = term; } });
      return best === null ? '?' + slot.word : best;
    });
    index.groups.forEach(function (group) {
      group.forEach(function (phrase, own) {
        for (var at = 0; at + phrase.length <= query.length; at += 1) {
          if (!startsAt(query, at, phrase)) { continue; }
          group.forEach(function (other, n) {
            /* The term itself counts for more than one of its other names. */
            var share = n === own ? 0 : n === 0 ? 0.6 : own === 0 ? 0.25 : 0.2;
            other.forEach(function (term, word) {
              var slot = slots[at + Math.min(word, phrase.length - 1)];
              if (share && typeof term === 'number' && query.indexOf(term) < 0 && (slot.terms.get(term) || 0) < share) { slot.terms.set(term, share); }
            });
          });
        }
      });
    });
  }

  /* How much of the query, by worth, a short text covers, and how much of the text the query covers. */
  function labelScore(index, slots, total, text) {
    var list = words(text), matched = new Map(), own = 0, hit = 0;
    if (!list.length) { return 0; }
    list.forEach(function (word) {
      var term = index.terms.get(word), idf = term === undefined ? 0 : (index.idf(term) + 0.1) * (index.common.has(word) ? 0.3 : 1), best = 0;
      own += idf;
      slots.forEach(function (slot, n) {
        var share = slot.terms.get(term) || 0;
        if (share > best) { best = share; }
        if (share > (matched.get(n) || 0)) { matched.set(n, share); }
      });
      hit += idf * best;
    });
    var covered = 0;
    matched.forEach(function (share, n) { covered += (slots[n].worth + 0.1) * share; });
    return own && total ? (hit / own) * (covered / total) : 0;
  }

  function find(index, query, typing, keep) {
    var asked = understood(index, query, typing), slots = asked.slots, scores = new Map();
    var total = slots.reduce(function (sum, slot) { return sum + slot.worth + 0.1; }, 0);
    slots.forEach(function (slot, n) {
      slot.terms.forEach(function (share, term) {
        var idf = Math.min(index.idf(term), slot.most) * slot.share;
        index.post(term).forEach(function (entry) {
          var page = scores.get(entry.page);
          if (!page) { page = { slots: [], sections: new Map() }; scores.set(entry.page, page); }
          var score = share * idf * entry.weight * (K1 + 1) / (entry.weight + K1);
          if (score > (page.slots[n] || 0)) { page.slots[n] = score; }
          entry.sections.forEach(function (section) {
            var list = page.sections.get(section[0]);
            if (!list) { list = []; page.sections.set(section[0], list); }
            var value = share * idf * section[1] * (K1 + 1) / (section[1] + K1);
            if (value > (list[n] || 0)) { list[n] = value; }
          });
        });
      });
    });
    var results = [];
    scores.forEach(function (page, number) {
      if (keep && !keep(index.pages[number])) { return; }
      var sum = 0, covered = 0;
      slots.forEach(function (slot, n) { if (page.slots[n]) { sum += page.slots[n]; covered += slot.worth + 0.1; } });
      var sections = [];
      page.sections.forEach(function (list, section) {
        var value = 0, has = 0;
        slots.forEach(function (slot, n) { if (list[n]) { value += list[n]; has += slot.worth + 0.1; } });
        sections.push({ section: section, score: value * (0.3 + 0.7 * has / total) });
      });
      sections.sort(function (a, b) { return b.score - a.score || a.section - b.section; });
      var share = covered / total, best = sections.length ? sections[0].score : 0;
      results.push({ page: number, score: (sum + 0.35 * best) * (0.2 + 0.8 * share), sections: sections });
    });
    results.sort(function (a, b) { return b.score - a.score || a.page - b.page; });
    /* The best are looked at more closely: does the query say what a title, a heading or a synonym says? */
    var top = results.slice(0, 40), most = top.length ? top[0].score : 0;
    top.forEach(function (result) {
      var page = index.pages[result.page], best = 0;
      [page[1]].concat(page[6]).forEach(function (label) { best = Math.max(best, labelScore(index, slots, total, label)); });
      page[7].forEach(function (section) { best = Math.max(best, 0.6 * labelScore(index, slots, total, section[1])); });
      result.score += 1.2 * most * best;
    });
    top.sort(function (a, b) { return b.score - a.score || a.page - b.page; });
    /* A page that hardly has to do with the question is no answer. */
    var least = top.length ? 0.15 * top[0].score : 0;
    return { results: top.filter(function (result) { return result.score >= least; }), asked: asked };
  }

  /* ---- Excerpts ---- */

  var PIECES = /[\p{Alphabetic}\p{N}\p{M}'\u2019\u2018\u02bc\uff07`\u00b4]+/gu;

  /* The stretch of `text` with the most of what was asked, as pieces: [text, whether it is a hit]. */
  function excerpt(index, slots, text, length) {
    var pieces = [], hits = [], match, at, most = 0;
    slots.forEach(function (slot) { most = Math.max(most, slot.worth); });
    PIECES.lastIndex = 0;
    while ((match = PIECES.exec(text))) {
      var worth = 0;
      words(match[0]).forEach(function (word) {
        var term = index.terms.get(word);
        slots.forEach(function (slot) { if (slot.terms.get(term) >= 0.5) { worth = Math.max(worth, slot.worth * slot.terms.get(term)); } });
      });
      pieces.push([match.index, match.index + match[0].length]);
      hits.push(worth);
    }
    /* Words that stand for nothing, and faint relations of what was asked, are not marked. */
    var best = 0, from = 0, sum = 0;
    hits = hits.map(function (worth) { return worth > 0.25 * most ? worth : 0; });
    for (at = 0; at < pieces.length; at += 1) {
      sum += hits[at] - (at >= length ? hits[at - length] : 0);
      if (sum > best) { best = sum; from = Math.max(0, at - length + 1); }
    }
    /* Some words before the first hit, so that it does not begin cold. */
    var first = from;
    while (first < pieces.length && !hits[first]) { first += 1; }
    from = best ? Math.max(0, Math.min(from, first - 6), Math.min(first - 6, pieces.length - length)) : 0;
    var to = Math.min(pieces.length, from + length), out = [], done = pieces.length ? pieces[from][0] : 0;
    if (from) { out.push(['… ', false]); }
    for (at = from; at < to; at += 1) {
      if (!hits[at]) { continue; }
      if (pieces[at][0] > done) { out.push([text.slice(done, pieces[at][0]), false]); }
      out.push([text.slice(pieces[at][0], pieces[at][1]), true]);
      done = pieces[at][1];
    }
    var end = to === pieces.length ? text.length : pieces[to - 1][1];
    if (end > done) { out.push([text.slice(done, end), false]); }
    if (to < pieces.length) { out.push([' …', false]); }
    return out;
  }

  /* ---- The door ---- */

  var index = null;

  /* Loads the index once; `load(address)` fetches a file of it, by a name beside the manifest's. */
  function open(load) {
    return load('manifest.js').then(function () {
      return Promise.all(parts.manifest.files.map(load));
    }).then(function () {
      index = index || new Index(parts.manifest, parts.words, parts.pages);
      return index;
    });
  }

  /* Before the index is there: only whether the text speaks of danger. */
  function danger(text) {
    if (!parts.manifest) { return []; }
    return crisis(text, parts.manifest, function (word) { return !!index && index.terms.has(word); });
  }

  /* options: `typing` (the last word may be unfinished), `keep(page)` (a filter), `limit`. */
  function search(text, options) {
    options = options || {};
    var query = words(text).slice(0, 32), helps = danger(text);
    var found = find(index, query, options.typing, options.keep), slots = found.asked.slots;
    var results = found.results;
    /* The page that helps comes first, whatever the words weigh. */
    helps.slice().reverse().forEach(function (url) {
      var at = results.findIndex(function (result) { return index.pages[result.page][0] === url; });
      var number = index.pages.findIndex(function (page) { return page[0] === url; });
      var pinned = at >= 0 ? results.splice(at, 1)[0] : number >= 0 ? { page: number, score: 0, sections: [] } : null;
      if (pinned) { results.unshift(pinned); }
    });
    return {
      crisis: helps.map(link),
      unknown: found.asked.unknown,
      corrected: found.asked.corrected,
      total: results.length,
      results: results.slice(0, options.limit || 10).map(function (result) {
        var page = index.pages[result.page], sections = result.sections, best = sections.length ? sections[0].score : 0;
        var text = sections.length ? page[7][sections[0].section][2] : '';
        return {
          url: address(page[0]), title: excerpt(index, slots, page[1], 99), type: page[3], audience: page[4], topics: page[5],
          excerpt: excerpt(index, slots, text || page[2], 28),
          score: result.score,
          sections: sections.filter(function (hit) { return page[7][hit.section][0] && hit.score > 0.6 * best; }).slice(0, 3).map(function (hit) {
            var section = page[7][hit.section];
            return { url: address(page[0]) + '#' + section[0], title: excerpt(index, slots, section[1], 99) };
          })
        };
      })
    };
  }

  function link(url) {
    return { url: address(url), title: (index.pages.find(function (page) { return page[0] === url; }) || [])[1] };
  }

  function address(url) { return parts.manifest.offline && (!url || url.slice(-1) === '/') ? url + 'index.html' : url; }

  register.open = open;
  register.search = search;
  register.danger = danger;
  register.words = words;
  /* The theme's words, and the pages to go on from. */
  register.theme = function () {
    var theme = parts.manifest.theme, labels = parts.manifest.labels, types = {};
    index.pages.forEach(function (page) { types[page[3]] = (theme.types || {})[page[3].replace(/-/g, '_')] || page[3]; });
    return {
      words: theme.words || {}, types: types, labels: { audience: labels.audience, topics: labels.topics, types: types },
      urgent: link(theme.urgent), help: link(theme.help), glossary: link(theme.glossary)
    };
  };
  return register;
})();
