//! A browser in a word or two, for people who ask themselves whether it was theirs.

/// What a `User-Agent` says it is, from the most particular to the most common word.
const BROWSERS: [(&str, &str); 5] = [
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const MACHINES: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// `Chrome（Windows）`; of what nobody knows, that.
pub fn browser_said(agent: &str) -> String {
    let find = |table: &[(&'static str, &'static str)]| {
        table.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&MACHINES)) {
        (Some(browser), Some(machine)) => format!("{browser}（{machine}）"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "不明なブラウザ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_said;

    #[test]
    fn usual_browsers_are_known() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, said) in [
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140 Safari/537"),
                "Chrome（Windows）",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/140 Safari/537 Edg/140"),
                "Edge（Windows）",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604"
                    .to_owned(),
                "Safari（iPhone）",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0".to_owned(),
                "Firefox（Linux）",
            ),
            ("curl/8".to_owned(), "不明なブラウザ"),
            (String::new(), "不明なブラウザ"),
        ] {
            assert_eq!(browser_said(&agent), said, "{agent}");
        }
    }
}
