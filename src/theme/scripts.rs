//! Scripts that are made of others, so that a browser asks once: a line `// @include NAME` stands for the text of another
//! script beside it. What is joined so is also relieved of what browsers do not need.

const INCLUDE: &str = "// @include ";

/// The script with the texts of those that it includes, or `None` if it includes none. `find` gives the text of a script
/// by its name beside this one; a name that it does not know stays as it is, a comment.
pub fn joined<'a>(script: &'a str, find: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    if !script.starts_with(INCLUDE) && !script.contains(&format!("\n{INCLUDE}")) {
        return None;
    }
    let mut out = String::new();
    for line in script.lines() {
        match line.strip_prefix(INCLUDE).and_then(|name| find(name.trim())) {
            Some(text) => push_bare(text, &mut out),
            None => push_bare(line, &mut out),
        }
    }
    Some(out)
}

/// Appends a script without indentation and without comments that have lines of their own. Its strings end on the line on
/// which they begin.
fn push_bare(script: &str, out: &mut String) {
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        let starts = line.starts_with("/*");
        if in_comment || starts {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && (!line.starts_with("//") || line.starts_with(INCLUDE)) {
            out.push_str(line);
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn included_scripts_take_the_place_of_their_names() {
        let find = |name: &str| (name == "b.js").then_some("/* About\n   b */\n  // More.\n  b(\"//\"); // so\n\n");
        for (script, expected) in [
            ("a();\n", None),
            ("// A.\n// @include b.js\na();\n", Some("b(\"//\"); // so\na();\n")),
            ("a();\n// @include c.js\n", Some("a();\n// @include c.js\n")),
        ] {
            assert_eq!(joined(script, find).as_deref(), expected);
        }
    }
}
