// What scripts and the reader made of the page since the server sent it: nodes that were added, attributes that were set
// (an opened <details>, a class), text that was typed. The preview leaves all of that as it is.

const added = new WeakSet();
const touched = new WeakMap();
// The tags of what scripts took out, without what was in them.
const removed = [];
const observer = new MutationObserver(note);

/** Begins to watch; called before any other script has run. */
export function watch() {
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}

/** Changes the page in the server's name: nothing of it counts as somebody's own. */
export function asServer(change) {
  note(observer.takeRecords());
  observer.disconnect();
  try {
    return change();
  } finally {
    watch();
  }
}

/** The nodes that scripts added and that are not inside another such node. */
export function guests() {
  const found = [];
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (added.has(child)) found.push(child);
      else walk(child);
    }
  };
  walk(document.body);
  return found;
}

/** Whether a script added this node. */
export function isGuest(node) {
  return added.has(node);
}

/** Whether a script has taken a node like this out of the page, such as a link for which it put a button. */
export function wasTakenOut(node) {
  return node instanceof Element && removed.some((tag) => tag.isEqualNode(node.cloneNode(false)));
}

/** Whether an attribute, or what the reader made of a field, is to stay. */
export function isOwn(name, element) {
  if (touched.get(element)?.has(name)) return true;
  if (name === "value" && "defaultValue" in element) return element.value !== element.defaultValue;
  if (name === "checked") return element.checked !== element.defaultChecked;
  if (name === "selected") return element.selected !== element.defaultSelected;
  return false;
}

function note(records) {
  for (const record of records) {
    for (const node of record.addedNodes) added.add(node);
    for (const node of record.removedNodes) {
      if (node instanceof Element && !node.isConnected && !added.has(node)) removed.push(node.cloneNode(false));
    }
    if (record.type === "attributes") {
      const names = touched.get(record.target) ?? new Set();
      touched.set(record.target, names.add(record.attributeName));
    }
  }
}
