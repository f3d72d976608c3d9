// The author's bar at the foot of the window: how far along the page is, how it reads, what is wrong with it, who links
// to it, and other ways to see it. Nothing of it is ever in a built file.

import { asServer } from "./own.js";
import { layer, make } from "./dom.js";
import { clear, mark } from "./hard.js";
import { counted, item } from "./problems.js";

const FOLLOW = "haven-follow";
const FOLDED = "haven-folded";

/** Shows the bar for the page with this address. `toggleErrors` opens and closes the list of errors. */
export function show(page, toggleErrors) {
  const { root } = layer("haven-bar");
  const bar = make("aside", { class: "bar", "aria-label": "Preview" });
  const panel = make("section", { class: "panel", hidden: true });
  root.append(make("div", { class: "dock" }, panel, bar));
  let facts = null;
  let view = null;
  let isUp = true;
  let open = "";
  let isMarked = false;
  let errors = { count: 0, isOpen: false };
  let timer = 0;

  /** Where a window is narrow, the bar would take three rows: it is folded until somebody opens it. */
  const isFolded = () => (localStorage.getItem(FOLDED) ?? (matchMedia("(max-width: 40rem)").matches ? "1" : "0")) === "1";

  function draw() {
    const folded = isFolded();
    bar.classList.toggle("folded", folded);
    const fold = button(folded ? "Show the preview's bar" : "Fold the bar", folded ? "◂ Preview" : "▸", () => {
      localStorage.setItem(FOLDED, folded ? "0" : "1");
      toggle("");
      draw();
    });
    const chips = make("p", { class: "chips" }, ...states());
    const count = facts?.findings?.length ?? 0;
    if (folded && count > 0 && errors.count === 0) chips.append(make("span", { class: "chip overdue" }, counted(count, "finding")));
    const wrong = errors.count === 0 ? null : make("button", {
      type: "button", class: "error", "data-key": "errors", "aria-expanded": String(errors.isOpen), title: "The errors of the site", click: toggleErrors,
    }, counted(errors.count, "error"));
    fold.dataset.key = "fold";
    // What has the focus is made anew too.
    const focused = root.activeElement?.dataset.key;
    bar.replaceChildren(...[chips, wrong, ...(folded ? [] : tools()), fold].filter(Boolean));
    if (focused) bar.querySelector(`[data-key="${focused}"]`)?.focus();
    fill();
  }

  function states() {
    const chips = (facts?.states ?? []).map((state) => make("span", { class: `chip ${state.name}` }, state.words));
    if (facts?.file && chips.length === 0) chips.push(make("span", { class: "chip published" }, "Published"));
    if (view && !view.isToday) chips.push(make("span", { class: "chip view" }, `As on ${view.today}`));
    if (view?.canHaveDrafts && !view.withDrafts) chips.push(make("span", { class: "chip view" }, "Public pages only"));
    if (!isUp) chips.push(make("span", { class: "chip down", role: "status" }, "The preview is not running"));
    return chips;
  }

  function tools() {
    const tools = [];
    if (facts?.file) {
      const count = facts.findings.length;
      if (facts.grade !== null) tools.push(tab("reading", `Grade ${facts.grade.toFixed(1)}`));
      tools.push(make("span", { class: "fact" }, `${counted(facts.words, "word")} · ${facts.minutes} min`));
      tools.push(tab("findings", counted(count, "finding"), count > 0 ? "attention" : null));
      tools.push(tab("links", `${counted(facts.linksIn.length, "link")} in · ${facts.linksOut.length} out`));
      if (facts.editor) tools.push(make("a", { href: facts.editor }, "Edit"));
    }
    const follows = sessionStorage.getItem(FOLLOW) === "1";
    tools.push(make("button", {
      type: "button", "data-key": "follow", "aria-pressed": String(follows), title: "Go to the page whose file was saved last",
      click() {
        sessionStorage.setItem(FOLLOW, follows ? "0" : "1");
        draw();
      },
    }, "Follow edits"));
    tools.push(tab("view", "View as"));
    tools.push(make("a", { href: `/_haven/widths?page=${encodeURIComponent(location.pathname)}`, target: "_blank" }, "Widths"));
    tools.push(make("a", { href: "/_haven/" }, "All pages"));
    return tools;
  }

  function tab(name, words, tone) {
    return make("button", {
      type: "button", "aria-expanded": String(open === name), "data-panel": name, "data-key": name, class: tone,
      click: () => toggle(open === name ? "" : name),
    }, words);
  }

  function toggle(name) {
    open = name;
    for (const tab of bar.querySelectorAll("[data-panel]")) {
      tab.setAttribute("aria-expanded", String(tab.dataset.panel === open));
    }
    fill();
  }

  function fill() {
    panel.hidden = open === "" || (open !== "view" && !facts?.file);
    if (panel.hidden) return;
    const close = button("Close", "×", () => toggle(""));
    close.className = "close";
    panel.replaceChildren(close, ...PANELS[open](facts, view, {
      isMarked,
      setMarked(value) {
        isMarked = value;
        remark();
        fill();
      },
    }));
  }

  function remark() {
    clear();
    if (isMarked && facts?.hardest) mark(facts.hardest.map((sentence) => sentence.text));
  }

  async function load() {
    try {
      const response = await fetch(`/_haven/page.json?page=${encodeURIComponent(page)}`);
      facts = await response.json();
    } catch {
      return;
    }
    draw();
    remark();
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) toggle("");
  });
  draw();
  load();

  return {
    // After a burst of edits one question is enough.
    refresh() {
      clearTimeout(timer);
      timer = setTimeout(load, 250);
    },
    follow(url) {
      if (sessionStorage.getItem(FOLLOW) !== "1" || document.hidden) return;
      const address = encodeURI(url);
      if (address !== location.pathname) location.assign(address);
    },
    view(message) {
      view = message;
      draw();
      this.refresh();
    },
    connection(up) {
      isUp = up;
      draw();
    },
    errors(count, isOpen) {
      errors = { count, isOpen };
      draw();
    },
  };
}

function button(label, words, click) {
  return make("button", { type: "button", "aria-label": label, title: label, click }, words);
}

const PANELS = {
  reading(facts, view, marks) {
    const sentences = facts.hardest ?? [];
    return [
      make("h2", {}, `Reading grade ${facts.grade.toFixed(1)}`),
      make("p", {}, "The school year whose pupils understand the text (Flesch-Kincaid). Plain health texts aim at 6 to 9."),
      sentences.length === 0 ? make("p", {}, "No sentence stands out as hard.") : make("p", {}, make("button", {
        type: "button", "aria-pressed": String(marks.isMarked), click: () => marks.setMarked(!marks.isMarked),
      }, "Mark the hardest sentences in the page")),
      make("ol", { class: "sentences" }, ...sentences.map((sentence) => make("li", {},
        make("b", {}, sentence.grade.toFixed(0)), ` ${sentence.text}`))),
    ];
  },
  findings(facts) {
    return facts.findings.length === 0
      ? [make("h2", {}, "Findings"), make("p", {}, "Nothing is wrong with this page.")]
      : [make("h2", {}, "Findings"), make("ol", { class: "list" }, ...facts.findings.map(item))];
  },
  links(facts) {
    const list = (links) => make("ul", {}, ...links.map((link) => make("li", {}, make("a", { href: link.url }, link.title))));
    return [
      make("h2", {}, "Pages that link here"),
      facts.linksIn.length ? list(facts.linksIn) : make("p", {}, "None. Readers find it through lists and search only."),
      make("h2", {}, "Pages that it links to"),
      facts.linksOut.length ? list(facts.linksOut) : make("p", {}, "None."),
    ];
  },
  view(facts, view) {
    const day = make("input", { type: "date", id: "day", value: view?.today ?? "" });
    const change = (asOf, publicOnly) => fetch(`/_haven/view?as-of=${asOf}&public=${publicOnly ? 1 : 0}`,
      { method: "POST", headers: { "X-Haven-Preview": "1" } });
    const hides = Boolean(view?.canHaveDrafts && !view.withDrafts);
    return [
      make("h2", {}, "See the site otherwise"),
      make("p", {}, "In all tabs, until it is set back or the preview ends."),
      make("p", { class: "actions" },
        make("label", { for: "day" }, "As on "), day,
        make("button", { type: "button", click: () => day.value && change(day.value, hides) }, "Show that day"),
        view && !view.isToday ? make("button", { type: "button", click: () => change("", hides) }, "Back to today") : null),
      view?.canHaveDrafts ? make("p", { class: "actions" }, make("button", {
        type: "button", "aria-pressed": String(hides), click: () => change(view.isToday ? "" : view.today, !hides),
      }, "Only what the public sees")) : make("p", {}, "Drafts are left out. Start with --drafts to see them."),
    ];
  },
};

/** Takes the bar away, for frames and tests. */
export function hide() {
  asServer(() => document.getElementById("haven-bar")?.remove());
}
