// The author's bar. Placeholder until the facts of a page can be asked for.

/** Shows the bar for a page. */
export function show(page) {
  return { refresh() {}, follow() {}, view() {}, connection() {}, page };
}
