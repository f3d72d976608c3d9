// The HTML of every page is valid, and nothing in it is inline: no script, no style, no handler.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { html, pages } from "./site.mjs";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }],
    // Everything comes from the site's own origin, under a name that is a hash of its bytes: a foreign file would need more.
    "require-sri": ["error", { target: "crossorigin" }],
    // With the site's name behind it. What fits into a tab or a result differs; a title is not cut for it.
    "long-title": ["error", { maxlength: 90 }],
    // The style sheet keeps a number in one line, hyphens too: the font has no hyphen that does not break.
    "tel-non-breaking": ["error", { ignoreClasses: ["nobreak"] }],
    // CommonMark's own examples write `<img />`, and HTML reads it as `<img>`.
    "void-style": "off",
    // Safari takes a list without bullets for no list at all, unless its role says so.
    "no-redundant-role": "off",
    "prefer-native-element": ["error", { exclude: ["list"] }],
  },
});

test("every page is valid HTML", async () => {
  const found = [];
  for (const path of pages) {
    const report = await validator.validateString(html(path), path || "index.html");
    for (const message of report.results.flatMap((result) => result.messages)) {
      found.push(`/${path}:${message.line} ${message.ruleId}: ${message.message}`);
    }
  }
  assert.deepEqual(found, []);
});

test("no page has an inline script, style or handler", () => {
  const found = pages.flatMap((path) => {
    // JSON-LD is data, not a script that runs.
    const page = html(path).replace(/<script type="application\/ld\+json">.*?<\/script>/gs, "");
    const inline = page.match(/<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]|<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>|href="javascript:/gi);
    return (inline ?? []).map((tag) => `/${path}: ${tag}`);
  });
  assert.deepEqual(found, []);
});
