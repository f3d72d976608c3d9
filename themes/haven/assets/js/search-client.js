// The search's client in one request: the search itself, and what readers see of it.
// @include _search-core.js
// @include _search-ui.js
