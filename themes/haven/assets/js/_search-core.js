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

  /* Words that were written without what each shares with the one before. */
  function unfronted(text) {
    var previous = '';
    return (text.match(/[A-Z][^A-Z]*/g) || []).map(function (entry) {
      previous = Array.from(previous).slice(0, entry.charCodeAt(0) - 65).join('') + entry.slice(1);
      return previous;
    });
  }

  /* What one query knows of the index: the shards that it needs. What earlier queries loaded is not in it, or the same words would
     find other pages an hour later. */
  function Index(manifest) {
    this.manifest = manifest;
    this.bounds = unfronted(manifest.shards.bounds);
    this.places = new Set();
    this.pages = [];
    this.list = [];
    this.terms = new Map();
    this.postings = [];
    this.lengths = numbers(manifest.lengths);
    this.near = {};
    this.groups = [];
    this.filters = {};
    this.common = new Set(manifest.common);
    this.lay = [].concat.apply([], Object.keys(manifest.lay).map(function (word) {
      return manifest.lay[word].split('|').map(function (phrase) { return [words(phrase), words(word)]; });
    }));
    this.phrases = manifest.groups.map(function (group) { return group.map(words); });
    /* Words that readers are expected to type, whether or not a page has them. */
    this.expected = new Set([].concat.apply(manifest.common, [].concat.apply([], this.lay.concat(this.phrases))));
  }

  Index.prototype.add = function (shard) {
    var self = this, next = this.postings.length, backs = numbers(shard.terms), known = new Set(this.list);
    unfronted(shard.words).forEach(function (word, n) {
      if (!known.has(word)) { self.list.push(word); }
      self.terms.set(word, backs[n] ? next - backs[n] : next++);
    });
    this.postings = this.postings.concat(shard.postings.split(' '));
    this.list.sort();
    /* Glossary names as terms: the words that are known decide. */
    this.groups = this.phrases.map(function (group) {
      return group.map(function (phrase) {
        return phrase.map(function (word) { return self.terms.has(word) ? self.terms.get(word) : '?' + word; });
      });
    });
    var lines = shard.records.split('\n'), number = 0;
    numbers(shard.pages).forEach(function (gap, n) {
      var fields = lines[n].split('\t');
      number += gap;
      var page = self.page(number, fields[0], fields[1].replace(' ', slug(fields[0])), fields[2] || 'article', fields[3].split('|'));
      fields.slice(4).forEach(function (field) {
        var parts = field.split('\r');
        add(page, parts[0], (parts[1] || slug(parts[0])).trim(), parts.slice(2));
      });
    });
  };

  function slug(text) { return words(text).join('-'); }

  Index.prototype.page = function (number, title, url, type, names) {
    var page = this.pages[number] = this.pages[number] || { url: url, title: title, type: type, names: [], sections: [] };
    /* A shard knows those names that have a word of its own. */
    names.forEach(function (name) { if (page.names.indexOf(name) < 0) { page.names.push(name); } });
    return page;
  };

  /* Notes passages of a section; more shards than one may know some. */
  function add(page, heading, anchor, passages) {
    var section = page.sections.find(function (section) { return section.anchor === anchor && section.heading === heading; });
    if (!section) { page.sections.push(section = { heading: heading, anchor: anchor, passages: [] }); }
    passages.forEach(function (passage) { if (section.passages.indexOf(passage) < 0) { section.passages.push(passage); } });
  }

  Index.prototype.post = function (term) {
    if (typeof this.postings[term] === 'string') { this.postings[term] = bands(this.postings[term], this.lengths); }
    return this.postings[term];
  };

  var K1 = 1.2, BANDS = 10, B = 0.4, USUAL = 1000;

  /* What BM25 makes of a weight in a page of this length, which is twice the logarithm of its words. A band lies between 0 and
     K1 + 1; the middle of it is taken. */
  function saturated(band, length) {
    var middle = (BANDS - band - 0.5) / BANDS * (K1 + 1), weight = K1 * middle / (K1 + 1 - middle);
    weight /= 1 - B + B * Math.pow(2, length / 2) / USUAL;
    return weight * (K1 + 1) / (weight + K1);
  }

  /* Postings of a shard: bands of the saturated weight, in each the gaps between pages by exponential Golomb codes. */
  function bands(text, lengths) {
    var at = 0, pages = lengths.length;
    function bit() { var digit = VALUES[text[(at / 6) | 0]]; return (digit >> (5 - at++ % 6)) & 1; }
    function golomb(k) {
      var more = k + 1, value = 0;
      while (!bit()) { more += 1; }
      value = 1;
      for (more -= 1; more; more -= 1) { value = value * 2 + bit(); }
      return value - Math.pow(2, k);
    }
    var found = [];
    found.count = golomb(5);
    for (var band = 0; band < BANDS; band += 1) {
      var left = golomb(2), usual = Math.floor(Math.floor(pages / (left || 1)) * 11 / 16), page = -1;
      var k = usual ? 31 - Math.clz32(usual) : 0;
      for (; left; left -= 1) {
        page += golomb(k) + 1;
        found.push([page, saturated(band, lengths[page])]);
      }
    }
    return found;
  }

  /* A term that stands for a common word is none of the index: it is looked for in titles alone. */
  Index.prototype.idf = function (term) {
    if (typeof term === 'string') { return 1; }
    var n = term === null ? 0 : this.post(term).count;
    /* Flatter than usual: on a small site a word may be rare by chance, and the site's own subject is never worthless. */
    return Math.log(2 + this.manifest.pages / (n + 0.5));
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

  /* Whoever looks among the words that begin with, or have as their second letter, one of the first two letters of a
     misspelled word finds what is meant. */
  function letters(word) {
    return Array.from(word).slice(0, 2).map(function (letter) { return letter.codePointAt(0) % 32; });
  }

  /* The nearest words: fewest mistakes, then a right first letter, then the more frequent. */
  Index.prototype.nearest = function (word) {
    var limit = tolerance(word), found = new Map();
    if (!limit) { return []; }
    var near = this.near;
    [].concat.apply([], letters(word).map(function (letter) { return near[letter] || []; })).forEach(function (entry) {
      var known = entry[0], off = known.length < 3 ? limit + 1 : distance(word, known, limit);
      if (off <= limit) { found.set(known, [off + (known[0] === word[0] ? 0 : 0.5), -entry[1], known]); }
    });
    found = Array.from(found.values()).sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1); });
    return found.filter(function (entry) { return entry[0] <= found[0][0]; }).slice(0, 3).map(function (entry) { return entry[2]; });
  };

  /* ---- Crisis: the raw query against phrases, before anything else ---- */

  /* How many words `...` in a phrase may stand for. */
  var GAP = 3;

  /* A word with its regular endings: `hit~` is hit, hits, hitting. */
  function forms(word) {
    var last = word.slice(-1), stem = word.slice(0, -1);
    if (last === 'e') { return [word, word + 's', word + 'd', stem + 'ing']; }
    if (last === 'y') { return [word, stem + 'ies', stem + 'ied', word + 'ing']; }
    var endings = ['', 's', 'es', 'ed', 'ing'];
    if (/[aeiou][^aeiouwxy]$/.test(word)) { endings.push(last + 'ed', last + 'ing'); }
    return endings.map(function (ending) { return word + ending; });
  }

  /* A phrase as a choice: single words, and sequences of further choices. `lists` are those that phrases call by a name. */
  function parsed(text, lists, vocabulary) {
    var tokens = text.match(/[()|]|[^\s()|]+/g) || [];
    function choice() {
      var sequences = [[]], isTight = false;
      function push(part) {
        sequences[sequences.length - 1].push(part && { words: part.words, more: part.more, isTight: isTight });
        isTight = false;
      }
      while (tokens.length && tokens[0] !== ')') {
        var token = tokens.shift();
        if (token === '|') { sequences.push([]); }
        else if (token === '(') { push(choice()); tokens.shift(); }
        else if (token === '...') { push(null); }
        else if (token === '-') { isTight = true; }
        else if (lists[token]) { push(lists[token]); }
        else {
          words(token).forEach(function (word) {
            var known = token.slice(-1) === '~' ? forms(word) : [word];
            known.forEach(function (word) { vocabulary.add(word); });
            push({ words: new Set(known), more: [] });
          });
        }
      }
      var single = new Set(), more = [];
      sequences.forEach(function (sequence) {
        if (sequence.length !== 1 || !sequence[0]) { more.push(sequence); return; }
        sequence[0].words.forEach(function (word) { single.add(word); });
        more = more.concat(sequence[0].more);
      });
      return { words: single, more: more };
    }
    return choice();
  }

  var dangers = new WeakMap();

  /* What people in danger may type, by the pages that help; under no page, what only sounds like it. */
  function dangersOf(manifest) {
    if (!dangers.has(manifest)) {
      var vocabulary = new Set(), lists = {}, phrases = {};
      manifest.lists.forEach(function (list) { lists[list[0]] = parsed(list[1], lists, vocabulary); });
      Object.keys(manifest.crisis).forEach(function (page) {
        phrases[page] = manifest.crisis[page].map(function (phrase) { return parsed(phrase, lists, vocabulary); });
      });
      dangers.set(manifest, { vocabulary: vocabulary, phrases: phrases });
    }
    return dangers.get(manifest);
  }

  /* Where what began at `begin` may end, if it may go on at `from` with `choice`. One word between two others is allowed, unless the
     phrase says that there must be none. */
  function after(query, choice, from, begin) {
    var ends = new Set(), first = choice && choice.isTight ? Infinity : begin;
    function take(at) {
      var here = query[at], next = query[at + 1];
      if (!here) { return; }
      if (here.same.some(function (word) { return choice.words.has(word); })) { ends.add(at + 1); }
      /* `my self` for `myself`. */
      if (next && choice.words.has(here.word + next.word)) { ends.add(at + 2); }
    }
    from.forEach(function (at) {
      if (!choice) {
        for (var gap = 0; gap <= GAP && (!gap || query[at + gap - 1]); gap += 1) { ends.add(at + gap); }
        return;
      }
      take(at);
      if (at > first && query[at]) { take(at + 1); }
    });
    if (choice) {
      choice.more.forEach(function (sequence) {
        sequence.reduce(function (from, part, n) { return from.size ? after(query, part, from, n ? begin : first) : from; }, from)
          .forEach(function (end) { ends.add(end); });
      });
    }
    return ends;
  }

  function sorted(word) { return word.split('').sort().join(''); }

  /* The words of the query, each with those of the phrases that it may mean. */
  function meant(text, vocabulary, isKnown) {
    /* `k*ll` and `su1cide`, then `s u i c i d e`. */
    var plain = words(text.replace(/(\p{L})[*@#$!]+(?=\p{L})/gu, '$1').replace(/(\p{L})([013])(?=\p{L})/gu, function (_, letter, digit) {
      return letter + 'oi?e'[digit];
    })).join(' ').replace(/(^| )\p{L}( \p{L}){2,}(?= |$)/gu, function (letters) { return ' ' + letters.replace(/ /g, ''); });
    return [].concat.apply([], words(plain).slice(0, 200).map(function (word) {
      if (vocabulary.has(word) || isKnown(word)) { return [word]; }
      /* `wantto` for `want to`. */
      for (var at = 1; at < word.length; at += 1) {
        if (vocabulary.has(word.slice(0, at)) && vocabulary.has(word.slice(at))) { return [word.slice(0, at), word.slice(at)]; }
      }
      return [word];
    })).map(function (word) {
      var same = [], off = 0;
      if (vocabulary.has(word)) { same.push(word); }
      /* A word that the site or a phrase knows is no slip of another. */
      else if (!isKnown(word)) {
        vocabulary.forEach(function (wanted) {
          var limit = tolerance(wanted);
          /* `deal` is not `dead`: four letters with another one among them are a word of their own. */
          if (!limit || word[0] !== wanted[0] || (wanted.length < 5 && word.length === wanted.length && sorted(word) !== sorted(wanted))) { return; }
          var found = distance(word, wanted, limit);
          if (found <= limit) { off = off ? Math.min(off, found) : found; same.push(wanted); }
        });
      }
      return { word: word, same: same, off: off };
    });
  }

  /* The pages that help, for a text that says that its writer is in danger; the one whose phrase says most comes first. */
  function crisis(text, manifest, isKnown) {
    var known = dangersOf(manifest), query = meant(text, known.vocabulary, isKnown);
    function matches(query, page, begin, found) {
      (known.phrases[page] || []).forEach(function (phrase) {
        query.forEach(function (_, at) {
          after(query, phrase, new Set([at]), begin === null ? at : begin).forEach(function (end) { if (end > at) { found(at, end); } });
        });
      });
    }
    /* What only sounds like danger, word for word, is not read. */
    var literal = query.map(function (one) { return { word: one.word, same: [one.word] }; });
    matches(literal, '', Infinity, function (at, end) { for (; at < end; at += 1) { query[at] = null; } });
    var longest = {};
    Object.keys(known.phrases).forEach(function (page) {
      if (!page) { return; }
      matches(query, page, null, function (at, end) {
        /* One short word by itself has too many neighbours, and so has one with two slips: `overcome` is not `overdose`. */
        if (end - at > 1 || !query[at].off || (query[at].off < 2 && query[at].word.length > 5)) {
          longest[page] = Math.max(longest[page] || 0, end - at);
        }
      });
    });
    return Object.keys(longest).sort(function (a, b) { return longest[b] - longest[a]; });
  }

  /* ---- Finding ---- */

  /* Each word of the query as alternatives: terms with the share of their weight that they count for. */
  function understood(index, query, typing) {
    var unknown = [], corrected = [], some = telling(index, query).length > 0;
    var slots = query.map(function (word, n) {
      /* A reader's word and the site's word for it are one word: as rare as the less rare of the two. */
      var slot = { word: word, terms: new Map(), most: Infinity, share: index.common.has(word) ? 0.3 : 1 };
      var add = function (other, share) {
        var term = index.terms.get(other);
        if (term !== undefined && (slot.terms.get(term) || 0) < share) { slot.terms.set(term, share); }
      };
      if (slot.share < 1 && some) { slot.terms.set('?' + word, 1); return slot; }
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
    return {
      slots: slots, unknown: unknown, corrected: corrected,
      termOf: function (word) { return some && index.common.has(word) ? '?' + word : index.terms.get(word); }
    };
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

  /* How much of the query, by worth, a short text covers, and how much of the text the query covers. Words of the text that
     were not asked for weigh all the same: which of them are known is chance. */
  function compared(index, asked, total, text) {
    var slots = asked.slots, matched = [], own = 0, hit = 0, covered = 0;
    words(text).forEach(function (word) {
      var term = asked.termOf(word), best = 0;
      slots.forEach(function (slot, n) {
        var share = slot.terms.get(term) || 0;
        best = Math.max(best, share);
        matched[n] = Math.max(matched[n] || 0, share);
      });
      var idf = ((best ? index.idf(term) : 1) + 0.1) * (index.common.has(word) ? 0.3 : 1);
      own += idf;
      hit += idf * best;
    });
    matched.forEach(function (share, n) { covered += (slots[n].worth + 0.1) * share; });
    return own && total ? { query: covered / total, text: hit / own } : { query: 0, text: 0 };
  }

  /* Does the query say what a title, a synonym or, half as good, a heading says? Does one passage have much of it? */
  function closeness(index, asked, total, page) {
    var label = 0, passage = 0;
    function name(text, share) {
      var found = compared(index, asked, total, text);
      label = Math.max(label, share * found.query * Math.pow(found.text, 0.75));
    }
    [page.title].concat(page.names).forEach(function (text) { name(text, 1); });
    /* Who asks a glossary by one of its names, `what is a` or `meaning`, asks for a term. */
    var query = asked.slots.map(function (slot) { return slot.word; });
    var isTerm = page.type === 'glossary' && page.names.some(function (text) {
      return query.some(function (_, at) { return startsAt(query, at, words(text)); });
    });
    page.sections.forEach(function (section) {
      name(section.heading, isTerm ? 1.5 : 0.6);
      section.passages.forEach(function (text) { passage = Math.max(passage, compared(index, asked, total, text).query); });
    });
    /* Two of a page's names may each say a part of it: `spanish` and `therapist`. */
    var all = compared(index, asked, total, [page.title].concat(page.names).join(' ')).query;
    return 2.5 * label + all + 0.2 * passage;
  }

  function find(index, query, typing, keep) {
    var asked = understood(index, query, typing), slots = asked.slots, scores = new Map();
    function sum(slots) { return slots.reduce(function (sum, slot) { return sum + slot.worth + 0.1; }, 0); }
    var total = sum(slots), scored = sum(slots.filter(isScored));
    slots.forEach(function (slot, n) {
      slot.terms.forEach(function (share, term) {
        if (typeof term === 'string') { return; }
        var idf = Math.min(index.idf(term), slot.most) * slot.share;
        index.post(term).forEach(function (entry) {
          var page = scores.get(entry[0]);
          if (!page) { scores.set(entry[0], page = []); }
          page[n] = Math.max(page[n] || 0, share * idf * entry[1]);
        });
      });
    });
    var results = [];
    scores.forEach(function (page, number) {
      if (!keep(number)) { return; }
      var sum = 0, covered = 0;
      page.forEach(function (score, n) { sum += score; covered += slots[n].worth + 0.1; });
      results.push({ page: number, score: sum * (0.6 + 0.4 * covered / scored) });
    });
    results.sort(byScore);
    /* Only pages whose record came with the words of the query can be shown. */
    var missing = results.filter(function (result) { return !index.pages[result.page]; });
    /* The best are looked at more closely. */
    var top = results.filter(function (result) { return index.pages[result.page]; }).slice(0, 40), most = top.length ? top[0].score : 0;
    top.forEach(function (result) {
      result.score += most * closeness(index, asked, total, index.pages[result.page]);
    });
    top.sort(byScore);
    /* A page that hardly has to do with the question is no answer. */
    var least = top.length ? 0.15 * top[0].score : 0;
    return { results: top.filter(function (result) { return result.score >= least; }), missing: missing, asked: asked };
  }

  /* Whether pages are scored by it, or only what they are called. */
  function isScored(slot) { return typeof slot.terms.keys().next().value !== 'string'; }

  function byScore(a, b) { return b.score - a.score || a.page - b.page; }

  /* ---- Excerpts ---- */

  var PIECES = /[\p{Alphabetic}\p{N}\p{M}'\u2019\u2018\u02bc\uff07`\u00b4]+/gu;

  /* A text as pieces, [text, whether it is a hit], and what each word of the query is worth in it. Words that stand for
     nothing, and faint relations of what was asked, are not marked. */
  function lit(asked, text) {
    var slots = asked.slots.filter(isScored);
    var most = Math.max.apply(null, slots.map(function (slot) { return slot.worth; })), pieces = [], worth = [], done = 0;
    text.replace(PIECES, function (found, at) {
      var isHit = false;
      words(found).forEach(function (word) {
        slots.forEach(function (slot, n) {
          var share = slot.terms.get(asked.termOf(word)) || 0;
          if (share < 0.5 || share * slot.worth <= 0.25 * most) { return; }
          isHit = true;
          worth[n] = Math.max(worth[n] || 0, share * slot.worth);
        });
      });
      if (!isHit) { return; }
      if (at > done) { pieces.push([text.slice(done, at), false]); }
      pieces.push([found, true]);
      done = at + found.length;
    });
    if (text.length > done) { pieces.push([text.slice(done), false]); }
    return { pieces: pieces, worth: worth };
  }

  /* What `worth` adds to what is known already. */
  function gain(worth, known) {
    return worth.reduce(function (sum, value, n) { return sum + Math.max(0, value - (known[n] || 0)); }, 0);
  }

  /* The best of a page: its sections by what they have of the query, and as excerpt one or two passages. */
  function described(asked, page) {
    function light(text) { return lit(asked, text); }
    var passages = [], sections = page.sections.map(function (section) {
      var heading = light(section.heading), all = heading.worth.slice();
      section.passages.forEach(function (text) {
        var passage = light(text);
        passage.text = text;
        passage.worth.forEach(function (value, n) { all[n] = Math.max(all[n] || 0, value); });
        /* What stands under a heading that was asked for is half of an answer. */
        heading.worth.forEach(function (value, n) { passage.worth[n] = Math.max(passage.worth[n] || 0, value / 2); });
        passages.push(passage);
      });
      return { url: address(page.url) + '#' + section.anchor, title: heading.pieces, score: section.anchor && section.heading ? gain(all, []) : 0 };
    }).sort(function (a, b) { return b.score - a.score; });
    function best(known) {
      return passages.reduce(function (best, passage) {
        var more = gain(passage.worth, known);
        return more > (best ? gain(best.worth, known) : known.length ? 0 : -1) ? passage : best;
      }, null);
    }
    var first = best([]), second = first && best(first.worth.length ? first.worth : [0]), excerpt = [];
    [first, second].forEach(function (passage) {
      if (!passage) { return; }
      /* A part of a sentence says so. */
      if (/^\p{Ll}/u.test(passage.text)) { excerpt.push(['… ', false]); }
      excerpt = excerpt.concat(passage.pieces);
      excerpt.push([/[\p{L}\p{N},;:–-]$/u.test(passage.text) ? ' … ' : ' ', false]);
    });
    return {
      url: address(page.url), title: light(page.title).pieces, type: page.type, excerpt: excerpt,
      sections: sections.filter(function (section) { return section.score && section.score > 0.6 * sections[0].score; }).slice(0, 3)
    };
  }

  /* ---- Fetching what a query needs of a site in shards ---- */

  /* No query may load more than so many shards at once. */
  var MOST = 7;

  /* The place of the shard that has `word`, if any has. */
  function shardOf(index, word) {
    var low = 0, high = index.bounds.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (index.bounds[middle] <= word) { low = middle + 1; } else { high = middle; }
    }
    return Math.max(0, low - 1);
  }

  function loadWords(index, list) {
    var places = [];
    list.forEach(function (word) {
      var place = shardOf(index, word);
      if (!index.places.has(place) && places.length < MOST) { index.places.add(place); places.push(place); }
    });
    return Promise.all(places.map(function (place) {
      var size = index.manifest.shards.marks.length / index.bounds.length;
      var label = index.bounds[place].replace(/[^a-z0-9]/gu, function (letter) { return '_' + letter.codePointAt(0).toString(16) + '_'; });
      return part('w-' + label + '-' + index.manifest.shards.marks.substr(place * size, size) + '.js').then(function (shard) { index.add(shard); });
    }));
  }

  /* What other files there are: on a small site the manifest says it. */
  function loadMore(index) {
    var more = index.manifest.shards.more;
    return (typeof more === 'string' ? part(more) : Promise.resolve(more)).then(function (more) { index.more = more; });
  }

  function loadNear(index, word) {
    return loadMore(index).then(function () {
      return Promise.all(letters(word).map(function (letter) {
        var name = index.more.near[letter];
        return name && part(name).then(function (near) {
          var frequencies = numbers(near.frequencies);
          index.near[letter] = unfronted(near.words).map(function (known, n) { return [known, frequencies[n]]; });
        });
      }));
    });
  }

  /* The records of these pages, by files of neighbours. */
  function loadPages(index, list) {
    return loadMore(index).then(function () {
      return Promise.all(list.map(function (page) {
        var size = index.more.size, file = Math.floor(page / size);
        return part(index.more.pages[file]).then(function (pages) {
          pages.forEach(function (page, n) { add(index.page(file * size + n, page[1], page[0], page[3], []), '', '', [page[2]]); });
        });
      }));
    });
  }

  function loadFilters(index, filters) {
    var fields = Object.keys(filters);
    if (!fields.length) { return null; }
    return loadMore(index).then(function () {
      return Promise.all(fields.map(function (field) {
        return part(index.more.filters[field]).then(function (values) { index.filters[field] = values; });
      }));
    });
  }

  /* Which pages a choice of filters leaves. What is for everybody is for each audience too. */
  function keeper(index, filters) {
    var sets = Object.keys(filters).map(function (field) {
      var holders = index.filters[field], set = new Set();
      [filters[field], field === 'audience' ? 'all' : ''].forEach(function (value) {
        var next = 0;
        numbers(holders[value] || '').forEach(function (gap) { next += gap + 1; set.add(next - 1); });
      });
      return set;
    });
    return function (number) { return sets.every(function (set) { return set.has(number); }); };
  }

  function telling(index, query) { return query.filter(function (word) { return !index.common.has(word); }); }

  /* The words whose shards a query needs: those that say something, if there are any, and what stands for them. */
  function needed(index, query) {
    var some = telling(index, query), list = some.length ? some : query.slice();
    query.forEach(function (_, n) { layWords(index, query, n, function (other) { list.push(other); }); });
    index.phrases.forEach(function (group) {
      var isAsked = group.slice(1).some(function (phrase) { return query.some(function (_, at) { return startsAt(query, at, phrase); }); });
      if (isAsked) { list = list.concat(group[0]); }
    });
    return list;
  }

  function gather(index, query, typing) {
    return loadWords(index, needed(index, query)).then(function () {
      return Promise.all(query.map(function (word, n) {
        if (index.common.has(word) || index.terms.has(word) || index.inflected(word)) { return null; }
        if (typing && n === query.length - 1) {
          /* The words that begin so may all be in the next shard. */
          var next = index.bounds[shardOf(index, word) + 1];
          if (index.beginning(word).length) { return null; }
          if (next && next.indexOf(word) === 0) { return loadWords(index, [next]); }
        }
        return tolerance(word) && loadNear(index, word).then(function () { return loadWords(index, index.nearest(word).slice(0, 2)); });
      }));
    });
  }

  /* ---- The door ---- */

  var index = null, opening = null, fetching = {}, loader;

  /* A file of the index, loaded once. */
  function part(name) {
    var key = name.slice(0, -3);
    fetching[key] = fetching[key] || loader(name).then(function () {
      var contents = parts[key];
      delete parts[key];
      return contents;
    });
    return fetching[key];
  }

  /* Loads what every query needs, once; `load(address)` fetches a file by a name beside the manifest's. */
  function open(load) {
    loader = load;
    opening = opening || begin('manifest.js');
    opening.catch(function () { opening = null; });
    return opening;
  }

  function begin(name) {
    return loader(name).then(function () {
      fetching = {};
      index = new Index(parts.manifest);
    });
  }

  /* The pages that help, as far as the site's words are `known`. */
  function danger(text, known) {
    if (!known) { return []; }
    return crisis(text, known.manifest, function (word) { return known.terms.has(word) || known.expected.has(word); });
  }

  /* options: `typing` (the last word may be unfinished), `filters` (a value each for some of type, audience, topics),
     `limit`. Gives a promise. */
  function search(text, options) {
    return searched(text, options || {}).catch(function () {
      /* A file is gone: the site was published anew since the manifest was read. */
      opening = begin('manifest.js?' + Date.now());
      return opening.then(function () { return searched(text, options || {}); });
    });
  }

  function searched(text, options) {
    var mine = index = new Index(parts.manifest), query = words(text).slice(0, 32), filters = options.filters || {}, limit = options.limit || 10;
    return Promise.all([gather(mine, query, options.typing), loadFilters(mine, filters)]).then(function () {
      var keep = keeper(mine, filters), found = find(mine, query, options.typing, keep), lacking = Math.min(limit, 10) - found.results.length;
      if (lacking <= 0 || !found.missing.length) { return answer(mine, text, found, limit); }
      var pages = found.missing.slice(0, lacking).map(function (result) { return result.page; });
      return loadPages(mine, pages).then(function () { return answer(mine, text, find(mine, query, options.typing, keep), limit); });
    });
  }

  function answer(index, text, found, limit) {
    var helps = danger(text, index);
    var results = found.results.map(function (result) { result.record = index.pages[result.page]; return result; });
    /* The page that helps comes first, whatever the words weigh. */
    helps.slice().reverse().forEach(function (url) {
      function isIt(page) { return page && page.url === url; }
      var at = results.findIndex(function (result) { return isIt(result.record); }), known = index.pages.find(isIt);
      if (at < 0 && !known && !titleOf(url)) { return; }
      results.unshift(at >= 0 ? results.splice(at, 1)[0] : { record: known || { url: url, title: titleOf(url), sections: [] }, score: 0 });
    });
    return {
      crisis: helps.map(link),
      unknown: found.asked.unknown,
      corrected: found.asked.corrected,
      words: spelled(index, found.asked),
      total: results.length,
      results: results.slice(0, limit).map(function (result) {
        return Object.assign(described(found.asked, result.record), { score: result.score });
      })
    };
  }

  /* The words of the query, as the site spells them, that say something. */
  function spelled(index, asked) {
    var mended = new Map(asked.corrected);
    return asked.slots.filter(function (slot) { return slot.share === 1 && slot.terms.size; }).map(function (slot) {
      return mended.get(slot.word) || (index.terms.has(slot.word) ? slot.word : index.inflected(slot.word) || slot.word);
    });
  }

  function titleOf(url) { return parts.manifest.titles[url]; }

  function link(url) { return { url: address(url), title: titleOf(url) }; }

  function address(url) { return parts.manifest.offline && (!url || url.slice(-1) === '/') ? url + 'index.html' : url; }

  register.open = open;
  register.search = search;
  register.helping = function (text) { return danger(text, index).map(link); };
  register.words = words;
  /* The theme's words, what filters offer, and the pages to go on from. */
  register.theme = function () {
    var theme = parts.manifest.theme, labels = parts.manifest.labels, types = {}, audiences = {};
    labels.types.forEach(function (type) { types[type] = (theme.types || {})[type.replace(/-/g, '_')] || type; });
    Object.keys(labels.audience).forEach(function (slug) {
      if (slug !== 'all') { audiences[slug] = (theme.audiences || {})[slug] || labels.audience[slug]; }
    });
    return {
      words: theme.words || {}, types: types, labels: { audience: audiences, topics: labels.topics, type: types },
      urgent: link(theme.urgent), help: link(theme.help), glossary: link(theme.glossary)
    };
  };
  return register;
})();
