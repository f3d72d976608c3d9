// Keeps the page in this tab true while its author works. Added to the response by `haven serve`, never to a file.
(function () {
  "use strict";

  const script = document.currentScript;
  let version = script.dataset.version;
  let source = null;
  let pause = 250;

  // A hidden tab lets go of its stream, because a browser opens only six connections to one server. When the tab is
  // looked at again, the server compares its version and says what it missed.
  function listen() {
    if (source || document.hidden) return;
    const page = encodeURIComponent(location.pathname);
    source = new EventSource(`/_haven/events?page=${page}&version=${version}`);
    source.onopen = () => { pause = 250; };
    source.onmessage = (event) => take(JSON.parse(event.data));
    // Reconnecting by hand: the browser itself would ask with the version of long ago.
    source.onerror = () => {
      rest();
      setTimeout(listen, pause);
      pause = Math.min(pause * 2, 2000);
    };
  }

  function rest() {
    if (source) source.close();
    source = null;
  }

  function take(message) {
    if (message.kind === "page") takePage(message);
    if (message.kind === "files") takeFiles(message.paths);
    if (message.kind === "problems") show(message.problems);
  }

  function takePage(message) {
    if (message.styles.length === 0) {
      location.reload();
      return;
    }
    version = message.version;
    for (const [before, after] of message.styles) {
      for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
        if (link.getAttribute("href") === before) swapStyle(link, after);
      }
    }
  }

  // The old sheet stays until the new one has come, so that the page is never bare.
  function swapStyle(link, href) {
    const next = link.cloneNode();
    next.setAttribute("href", href);
    next.addEventListener("load", () => link.remove());
    next.addEventListener("error", () => location.reload());
    link.after(next);
  }

  async function takeFiles(paths) {
    const changed = new Set(paths.map((path) => new URL(encodeURI(path), location.origin).pathname));
    const uses = (address) => {
      if (!address) return false;
      const url = new URL(address, location.href);
      return url.origin === location.origin && changed.has(url.pathname);
    };
    const pictures = [...document.images].filter((image) => uses(image.currentSrc || image.src));
    const others = document.querySelectorAll("script[src], link[href], audio[src], video[src], source[src], iframe[src]");
    if ([...others].some((element) => uses(element.getAttribute("src") || element.getAttribute("href")))) {
      location.reload();
      return;
    }
    for (const image of pictures) {
      const url = new URL(image.currentSrc || image.src);
      url.searchParams.set("haven", String(Date.now()));
      image.removeAttribute("srcset");
      image.src = url.href;
    }
  }

  // The errors stand over the page, as text and nothing else. Leaving them aside lasts until the list changes.
  function show(list) {
    document.getElementById("haven-problems")?.remove();
    if (list.length === 0) return;
    const host = document.createElement("div");
    host.id = "haven-problems";
    const root = host.attachShadow({ mode: "open" });
    const style = element("link");
    style.rel = "stylesheet";
    style.href = "/_haven/live.css";
    const box = element("section");
    box.setAttribute("role", "alert");
    box.append(element("h2", list.length === 1 ? "1 error" : `${list.length} errors`));
    const items = element("ul");
    for (const problem of list.slice(0, 20)) {
      const item = element("li");
      item.append(element("p", problem.message));
      item.append(element("code", problem.line ? `${problem.path}:${problem.line}` : problem.path));
      items.append(item);
    }
    const close = element("button", "Hide");
    close.type = "button";
    close.addEventListener("click", () => host.remove());
    box.append(items, close);
    root.append(style, box);
    document.body.append(host);
  }

  function element(name, text) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
})();
