// The budgets that every page keeps: what it takes to show the first screen, and all of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isBooklet, pages } from "./site.mjs";
import { weigh } from "./weights.mjs";

// Bytes after brotli. About 14 kB come with the first answer of a server, before it has heard back from the reader.
const FIRST_PAINT = 14_000;
const ALL = 30_000;

test("every page shows itself after 14 kB and is whole after 30 kB", () => {
  const heavy = pages.flatMap((path) => {
    const { first, all } = weigh(path);
    return [
      ...(first > FIRST_PAINT ? [`/${path}: ${first} bytes before the first paint`] : []),
      // A booklet is the pages of a whole path, asked for as one, to print: 17 articles in 59 kB, of which the bare words are 31. Its
      // cover comes as fast as any page, and there is nothing in the rest to leave out.
      ...(all > ALL && !isBooklet(path) ? [`/${path}: ${all} bytes in all`] : []),
    ];
  });
  assert.deepEqual(heavy, []);
});
