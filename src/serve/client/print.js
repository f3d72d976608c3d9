// Shows a page in a frame as it is printed: rules for print apply, rules for the screen do not. What a printer does with
// page breaks cannot be seen this way.

/** Turns the media of every style sheet and rule of this page around. */
export function asPrinted() {
  const turn = (media) => {
    const text = media.mediaText;
    if (/\bprint\b/.test(text)) media.mediaText = text.replace(/\bprint\b/g, "screen");
    else if (/\bscreen\b/.test(text)) media.mediaText = "not all";
  };
  const rules = (list) => {
    for (const rule of list) {
      if (rule instanceof CSSMediaRule) turn(rule.media);
      if (rule.cssRules) rules(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) {
    turn(sheet.media);
    try {
      rules(sheet.cssRules);
    } catch { /* A sheet of another site has no rules for us. */ }
  }
}
