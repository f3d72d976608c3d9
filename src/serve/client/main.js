// Keeps the page in this tab true while its author works. Added to the response by `haven serve`, never to a file.

import { show as showBar } from "./bar.js";
import { take as takeFiles } from "./files.js";
import { hide as hideGone, show as showGone } from "./gone.js";
import { asPrinted } from "./print.js";
import { morph } from "./morph.js";
import { watch } from "./own.js";
import { list } from "./problems.js";
import { listen } from "./tabs.js";

watch();

const tab = {
  page: location.pathname,
  version: document.getElementById("haven-preview").dataset.version,
};
const isFramed = window.top !== window;
const bar = isFramed ? null : showBar(tab.page, () => errors.toggle());
const errors = list((count, isOpen) => bar?.errors(count, isOpen));

function hear(message) {
  if (message.page !== undefined && message.page !== tab.page) return;
  switch (message.kind) {
    case "page":
      if (message.version === tab.version) return;
      tab.version = message.version;
      hideGone();
      if (!morph(message.html)) location.reload();
      bar?.refresh();
      break;
    case "gone":
      tab.version = message.version;
      showGone(message.words, message.to);
      break;
    case "files":
      takeFiles(message.paths);
      break;
    case "edited":
      bar?.follow(message.url);
      // What the bar says may be another while the page is the same: its status, who links to it.
      bar?.refresh();
      break;
    case "problems":
      if (!isFramed) errors.show(message.problems);
      bar?.refresh();
      break;
    case "view":
      bar?.view(message);
      break;
    case "connection":
      bar?.connection(message.up);
      break;
  }
}

if (window.name === "haven-print") addEventListener("load", asPrinted);

listen(tab, hear);
