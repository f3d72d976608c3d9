// The budgets that every page keeps: what it takes to show the first screen, and all of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isBooklet, pages } from "./site.mjs";
import { weigh } from "./weights.mjs";

// Bytes after brotli. About 14 kB come with the first answer of a server, before it has heard back from the reader.
const FIRST_PAINT = 14_000;
const ALL = 30_000;

test("every page shows itself after 14 kB and is whole after 30 kB", () => {
  // A booklet is not a page that one meets while reading: it is seventeen pages, asked for as one, to print. Its bytes are
  // theirs (57 kB for 17 articles of up to 30), and it shares their style; there is nothing in it to leave out.
  const heavy = pages.filter((path) => !isBooklet(path)).flatMap((path) => {
    const { first, all } = weigh(path);
    return [
      ...(first > FIRST_PAINT ? [`/${path}: ${first} bytes before the first paint`] : []),
      ...(all > ALL ? [`/${path}: ${all} bytes in all`] : []),
    ];
  });
  assert.deepEqual(heavy, []);
});
