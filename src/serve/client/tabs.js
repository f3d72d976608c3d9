// One event stream for all tabs of a browser: it opens only six connections to a server, and a stream takes one for as
// long as it lives. The tab that holds a lock listens and passes on what it hears; when it closes, the next one does.
// Locks exist only where the address is `localhost` or in numbers of this machine; elsewhere (a phone) each tab that is
// looked at listens for itself.

const NAME = "haven-preview";

/** Calls `hear` with every message that concerns `tab`, and with the state of the connection. */
export function listen(tab, hear) {
  // A page that comes back from the browser's memory has lost its lock and missed what was said.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (navigator.locks && window.BroadcastChannel) together(tab, hear);
  else alone(tab, hear);
}

function together(tab, hear) {
  const channel = new BroadcastChannel(NAME);
  const id = Math.random().toString(36).slice(2);
  const here = () => channel.postMessage({ here: { id, page: tab.page, version: tab.version } });
  let lead = null;
  channel.onmessage = ({ data }) => {
    if (data.message && (!data.to || data.to === id)) hear(data.message);
    if (data.who) here();
    if (lead && data.here) lead.meet(data.here);
    if (lead && data.bye) lead.lose(data.bye);
  };
  addEventListener("pagehide", () => channel.postMessage({ bye: id }));
  here();
  navigator.locks.request(NAME, () => {
    lead = leader(id, tab, (message, to) => {
      if (to !== id) channel.postMessage({ message, to });
      if (!to || to === id) hear(message);
    });
    channel.postMessage({ who: true });
    return new Promise(() => {});
  });
}

/** Listens for all tabs. `tell(message, to)` passes a message on, to one tab or to all. */
function leader(own, tab, tell) {
  const tabs = new Map([[own, { page: tab.page, version: tab.version }]]);
  // What a new tab has to know beside its page.
  const last = new Map();
  const stream = connection(() => [...tabs.values()], (message) => {
    for (const known of tabs.values()) if (known.page === message.page) known.version = message.version;
    if (["problems", "view", "connection"].includes(message.kind)) last.set(message.kind, message);
    tell(message);
  });
  return {
    meet({ id, page, version }) {
      const known = [...tabs.values()].some((other) => other.page === page && other.version === version);
      tabs.set(id, { page, version });
      for (const message of last.values()) tell(message, id);
      if (!known) stream.renew();
    },
    lose(id) { tabs.delete(id); },
  };
}

/** A tab that listens for itself, as long as somebody looks at it. */
function alone(tab, hear) {
  const stream = connection(() => (document.hidden ? [] : [tab]), hear);
  document.addEventListener("visibilitychange", () => stream.renew());
  addEventListener("pagehide", () => stream.close());
}

/** An event stream about `tabs()` that comes back by itself. The server compares versions and says what was missed. */
function connection(tabs, hear) {
  let source = null;
  let pause = 250;
  let timer = 0;
  let isUp = true;

  function state(up) {
    if (up !== isUp) hear({ kind: "connection", up });
    isUp = up;
  }

  function open() {
    close();
    const pages = tabs();
    if (pages.length === 0) return;
    const query = new URLSearchParams();
    const named = new Set();
    for (const { page, version } of pages) {
      if (named.has(page + version)) continue;
      named.add(page + version);
      query.append("page", page);
      query.append("version", version);
    }
    source = new EventSource(`/_haven/events?${query}`);
    source.onopen = () => { pause = 250; state(true); };
    source.onmessage = (event) => hear(JSON.parse(event.data));
    // Reconnecting by hand: the browser itself would ask with the versions of long ago.
    source.onerror = () => {
      close();
      state(false);
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, 2000);
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  open();
  return {
    close,
    renew() { clearTimeout(timer); timer = setTimeout(open, 15); },
  };
}
