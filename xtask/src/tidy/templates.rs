//! Pages stay strict: no inline script, no inline style, so that the content security policy can
//! forbid both.

use super::Problem;
use crate::repository::File;

/// Attributes and elements no page may have.
const UNWANTED: &[(&str, &str)] = &[
    (" style=", "style belongs into the style sheet"),
    ("<style", "style belongs into the style sheet"),
    (" onclick=", "behaviour belongs into a module"),
    (" onsubmit=", "behaviour belongs into a module"),
    (" onload=", "behaviour belongs into a module"),
    (" onchange=", "behaviour belongs into a module"),
    (" oninput=", "behaviour belongs into a module"),
    (" onerror=", "behaviour belongs into a module"),
    ("javascript:", "behaviour belongs into a module"),
    ("|safe", "text is escaped"),
    ("| safe", "text is escaped"),
];

/// What the card issuer's page does is the issuer's: `out_acs_html` submits itself.
const HAND_OFF: &str = "crates/paygent-sandbox/templates/hand_off";

pub fn problems(files: &[File]) -> Vec<Problem> {
    let is_page = |file: &&File| {
        file.path.contains("/templates/") && file.is("html") && !file.path.starts_with(HAND_OFF)
    };
    files.iter().filter(is_page).flat_map(of_page).collect()
}

fn of_page(file: &File) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (unwanted, why) in UNWANTED.iter().filter(|(unwanted, _)| line.contains(unwanted)) {
            let what = format!("`{}`: {why}", unwanted.trim());
            problems.push(Problem::new(&file.path, index + 1, what));
        }
    }
    for (at, _) in file.text.match_indices("<script") {
        let tag = file.text[at..].split_once('>').map_or("", |(tag, _)| tag);
        if !tag.contains(" src=") && !tag.contains("application/json") {
            let line = file.text[..at].lines().count().max(1);
            problems.push(Problem::new(&file.path, line, "inline script"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::problems;

    const PAGE: &str = "crates/web/templates/cart.html";

    #[test]
    fn planted() {
        let cases = [
            "<p style=\"color: red\">",
            "<style>p {}</style>",
            "<button onclick=\"buy()\">",
            "<script>buy()</script>",
            "<script type=\"module\">\nbuy()</script>",
            "<a href=\"javascript:buy()\">",
            "{{ name|safe }}",
        ];
        for text in cases {
            assert_eq!(problems(&[file(PAGE, text)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn allowed() {
        let cases = [
            (PAGE, "<script type=\"module\" src=\"/assets/cart.mjs\"></script>"),
            (PAGE, "<script\n  type=\"module\"\n src=\"/assets/cart.mjs\"></script>"),
            (PAGE, "<script type=\"application/json\">{}</script>"),
            (PAGE, "<input name=\"style\">"),
            ("docs/example.html", "<p style=\"color: red\">"),
        ];
        for (path, text) in cases {
            assert_eq!(problems(&[file(path, text)]), [], "{text}");
        }
    }
}
