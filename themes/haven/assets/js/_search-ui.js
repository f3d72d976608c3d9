// What a reader sees of the search: a field with a list of results (ARIA's combobox pattern), on the search page and in a
// dialog. Everything is made of text nodes; nothing that was typed is stored or sent. The query stands in the address
// behind `#q=`, which browsers keep to themselves.
/* global havenSearch */
(function () {
  "use strict";

  // The tests run the search itself without a browser.
  if (typeof document === "undefined") return;

  var settings, opened, count = 0;

  function warm() {
    opened = opened || havenSearch.open(settings.load);
    opened.catch(function () { opened = null; });
    return opened;
  }

  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    made.append.apply(made, children || []);
    return made;
  }

  function filled(text, values) {
    return (text || "").replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  // Pieces of an excerpt: what was asked for is marked.
  function marked(pieces) {
    return pieces.map(function (piece) { return piece[1] ? element("mark", {}, [piece[0]]) : piece[0]; });
  }

  // The words to light up on the page itself: a text fragment, which never leaves the browser. The excerpt has them as the
  // page writes them; where it has none of them, they are those that were asked for.
  function lit(url, pieces, asked) {
    var words = [];
    pieces.concat(pieces.some(function (piece) { return piece[1]; }) ? [] : asked.map(function (word) { return [word, true]; })).forEach(function (piece) { if (piece[1] && piece[0].length > 2 && words.indexOf(piece[0]) < 0) words.push(piece[0]); });
    if (!words.length) return url;
    var texts = words.slice(0, 4).map(function (word) { return "text=" + encodeURIComponent(word).replace(/-/g, "%2D"); });
    return url + (url.indexOf("#") < 0 ? "#" : "") + ":~:" + texts.join("&");
  }

  function mount(home, options) {
    var id = "search-" + (count += 1);
    var words = {}, theme = {}, top = settings.page.replace(/search\/(index\.html)?$/, ""), active = -1, shown = [];
    var label = element("label", { for: id });
    var input = element("input", {
      id: id, type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": id + "-list",
      "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search"
    });
    var status = element("p", { role: "status", class: "search-status" });
    var crisis = element("div", { class: "search-crisis-place" });
    var list = element("div", { id: id + "-list", role: "listbox", class: "search-results" });
    var empty = element("div", { class: "search-empty" });
    var filters = element("div", { class: "search-filters" });
    var form = element("form", { role: "search", class: "search-form" }, [label, element("div", { class: "search-field" }, [input])]);
    home.append(form, crisis, filters, status, empty, list);

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (active >= 0) shown[active].click();
      else if (options.dialog && input.value.trim()) location.href = settings.page + "#q=" + encodeURIComponent(input.value.trim());
      else if (shown.length) choose(0);
    });
    input.addEventListener("keydown", function (event) {
      // Browsers empty a search field first; who presses Escape here wants to leave.
      if (event.key === "Escape" && options.dialog) { event.preventDefault(); input.closest("dialog").close(); return; }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp" || !shown.length) return;
      event.preventDefault();
      var step = event.key === "ArrowDown" ? 1 : -1;
      // Behind the last one comes the field again, and then the first.
      choose((active + 1 + step + shown.length + 1) % (shown.length + 1) - 1);
    });
    input.addEventListener("input", function () { update(true); });

    function choose(number) {
      if (active >= 0) shown[active].setAttribute("aria-selected", "false");
      active = number;
      if (active < 0) { input.removeAttribute("aria-activedescendant"); return; }
      shown[active].setAttribute("aria-selected", "true");
      shown[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", shown[active].id);
    }

    function option(url, attributes, children) {
      var made = element("a", Object.assign({ role: "option", "aria-selected": "false", href: top + url, tabindex: "-1", id: id + "-" + shown.length }, attributes), children);
      shown.push(made);
      return made;
    }

    function card(helps) {
      if (!helps.length) return [];
      var links = helps.slice();
      if (theme.urgent && !helps.some(function (help) { return help.url === theme.urgent.url; })) links.unshift(theme.urgent);
      var lines = document.querySelector(".crisis details[open] .helpline-list, .crisis .helpline-list");
      var made = element("section", { class: "search-crisis", "aria-label": words.crisis_title }, [
        element("h2", {}, [words.crisis_title]),
        element("p", {}, [words.crisis_body]),
        element("ul", { class: "search-links" }, links.filter(function (link) { return link.title; }).map(function (link) {
          return element("li", {}, [element("a", { href: top + link.url }, [link.title])]);
        }))
      ]);
      if (lines) {
        lines = lines.cloneNode(true);
        Array.from(lines.children).slice(3).forEach(function (line) { line.remove(); });
        made.append(lines);
      }
      return [made];
    }

    function group(result, asked) {
      var facts = [theme.types && theme.types[result.type]].filter(Boolean);
      var made = element("div", { role: "group", class: "search-result" });
      var title = option(lit(result.url, result.excerpt, asked), { class: "search-page-hit" }, [
        element("span", { class: "search-title" }, marked(result.title)),
        element("span", { class: "search-excerpt" }, marked(result.excerpt)),
        element("span", { class: "search-facts" }, facts)
      ]);
      made.setAttribute("aria-label", title.firstChild.textContent);
      made.append(title);
      result.sections.forEach(function (section) {
        made.append(option(section.url, { class: "search-section-hit" }, marked(section.title)));
      });
      return made;
    }

    // What the search understood, where that is not what was typed.
    function notes(found, query) {
      var made = [], better = query;
      found.corrected.forEach(function (pair) { better = better.replace(new RegExp(pair[0].replace(/[^\p{L}\p{N}]/gu, "."), "iu"), pair[1]); });
      if (better !== query && found.results.length) {
        var link = element("a", { href: settings.page + "#q=" + encodeURIComponent(better) }, [better]);
        link.addEventListener("click", function (event) { event.preventDefault(); ask(better); input.focus(); });
        made.push(element("p", {}, [words.did_you_mean + " ", link]));
      }
      if (found.unknown.length && found.results.length) made.push(element("p", {}, [filled(words.unknown, { words: found.unknown.join(", ") })]));
      return made;
    }

    // Where to go on from.
    function ways() {
      var links = [theme.urgent, theme.help, theme.glossary].filter(function (link) { return link && link.title; });
      return element("ul", { class: "search-links" }, links.map(function (link) {
        return element("li", {}, [element("a", { href: top + link.url }, [link.title])]);
      }));
    }

    // Where a choice of filters may be the reason, it can be undone in one step.
    function nothing(query) {
      var isChosen = Object.keys(chosen()).length > 0;
      var made = [element("p", { class: "search-nothing" }, [filled(isChosen ? words.nothing_chosen : words.nothing, { query: query })])];
      if (isChosen) {
        var all = element("button", { type: "button", class: "search-again" }, [words.unfilter]);
        all.addEventListener("click", function () {
          filters.querySelectorAll("select").forEach(function (select) { select.value = ""; });
          update(false);
          input.focus();
        });
        made.push(element("p", {}, [all]));
      }
      return made.concat(element("p", {}, [words.nothing_try]), ways());
    }

    function chosen() {
      var found = {};
      filters.querySelectorAll("select").forEach(function (select) { if (select.value) found[select.dataset.field] = select.value; });
      return found;
    }

    var turn = 0;
    function update(typing) {
      var query = input.value.trim(), mine = (turn += 1);
      if (!options.dialog) {
        try { history.replaceState(null, "", query ? "#q=" + encodeURIComponent(query) : location.pathname.replace(/.*\//, "") || "./"); } catch (error) { /* An address bar that stays behind does no harm. */ }
        unfold(!query);
      }
      warm().then(function () {
        // Words are in many files: while somebody types, only what stands for a moment is looked up.
        return typing ? new Promise(function (resolve) { setTimeout(resolve, 150); }) : null;
      }).then(function () {
        return mine === turn && query ? havenSearch.search(query, { typing: typing, limit: options.dialog ? 8 : 20, filters: chosen() }) : null;
      }).then(function (found) {
        if (mine === turn) show(found, query);
      }).catch(function () {
        if (mine === turn) failed(query);
      });
    }

    function show(found, query) {
      choose(-1);
      shown = [];
      input.setAttribute("aria-expanded", String(!!found && found.results.length > 0));
      filters.hidden = !query || !filters.children.length;
      crisis.replaceChildren.apply(crisis, found ? card(found.crisis) : []);
      list.replaceChildren.apply(list, found ? found.results.map(function (result) { return group(result, found.words); }) : []);
      list.hidden = !shown.length;
      empty.replaceChildren.apply(empty, !found ? [] : found.results.length ? notes(found, query) : nothing(query));
      status.textContent = !found ? "" : (found.crisis.length ? words.crisis_status + " " : "") +
        (found.total === 1 ? words.count_one : filled(found.total ? words.count : words.count_none, { count: found.total }));
    }

    // Its files cannot be had: the network is gone, or the site was published anew. Help does not depend on it.
    function failed(query) {
      show(null, query);
      crisis.replaceChildren.apply(crisis, card(havenSearch.helping(query)));
      status.textContent = words.failed;
      var again = element("button", { type: "button", class: "search-again" }, [words.again]);
      again.addEventListener("click", function () { update(false); input.focus(); });
      empty.replaceChildren(again, ways());
      if (options.dialog) empty.append(element("p", {}, [element("a", { href: settings.page }, [words.all_pages])]));
      else unfold(true);
    }

    // The list from A to Z, which makes room for results.
    function unfold(isOpen) {
      document.querySelectorAll("[data-search-without]").forEach(function (part) { part.hidden = !isOpen; });
    }

    function ask(query) { input.value = query; update(false); }

    function addFilters() {
      var labels = theme.labels;
      ["audience", "topics", "type"].forEach(function (field) {
        var titles = labels[field], values = Object.keys(titles);
        if (values.length < 2) return;
        var select = element("select", { "data-field": field, autocomplete: "off" }, [element("option", { value: "" }, [words.any])]);
        values.sort(function (a, b) { return titles[a] < titles[b] ? -1 : 1; }).forEach(function (value) {
          select.append(element("option", { value: value }, [titles[value]]));
        });
        select.addEventListener("change", function () { update(false); });
        filters.append(element("label", {}, [words["filter_" + field] + " ", select]));
      });
    }

    filters.hidden = list.hidden = true;
    warm().then(function () {
      theme = havenSearch.theme();
      words = theme.words;
      label.textContent = words.label;
      list.setAttribute("aria-label", words.results);
      if (!options.dialog) addFilters();
      if (options.ready) options.ready(words);
    }, options.lost);
    return { ask: ask, input: input };
  }

  var dialog;
  function openDialog() {
    if (!dialog) {
      var close = element("button", { type: "button", class: "search-close" });
      var box = element("div", { class: "search-box" });
      dialog = element("dialog", { class: "search-dialog" }, [close, box]);
      document.body.append(dialog);
      var search = mount(box, { dialog: true, lost: function () { location.href = settings.page; }, ready: function (words) {
        close.textContent = words.close;
        dialog.setAttribute("aria-label", words.title);
      } });
      close.addEventListener("click", function () { dialog.close(); });
      dialog.addEventListener("click", function (event) {
        // Outside the box, or on a result: a link to a place on this very page would otherwise leave the dialog open.
        if (event.target === dialog || event.target.closest("a")) dialog.close();
      });
      // What was typed is gone when the dialog closes.
      dialog.addEventListener("close", function () { search.ask(""); });
      dialog.focusOn = search.input;
    }
    if (!dialog.open) dialog.showModal();
    dialog.focusOn.focus();
  }

  function openPage(home) {
    // Without its index the page is what it is without scripts: a list from A to Z.
    var search = mount(home, { lost: function () { home.remove(); } });
    var read = function () {
      var match = /^#q=(.*)$/.exec(location.hash), query = "";
      try { query = match ? decodeURIComponent(match[1].replace(/\+/g, " ")) : ""; } catch (error) { /* Not an address of ours. */ }
      search.ask(query);
    };
    window.addEventListener("hashchange", read);
    read();
    // Who comes with a query was typing a moment ago and goes on. Who opens the page is told what it is first: a field that
    // takes the focus makes screen readers skip heading and list, and raises the keyboard of a phone.
    if (search.input.value) search.input.focus();
  }

  havenSearch.ui = { set: function (given) { settings = given; }, warm: warm, dialog: openDialog, page: openPage };
})();
