//! Where a sign-in leads.

use reqwest::Url;

/// The console's first page.
pub(super) const FIRST: &str = "/online";

/// The page of the console that was wanted; the first one instead of any other place. A browser
/// reads an address in its own way (`\\` is `/`, `%2e%2e` is `..`), so it is read as browsers do,
/// and what was read is what is returned.
pub(super) fn own_path(wanted: &str) -> String {
    let here = Url::parse("http://here.invalid/").expect("an address");
    let ours = |path: &str| path == FIRST || path.starts_with("/online/");
    let found = here.join(wanted).ok().filter(|url| url.origin() == here.origin());
    let Some(url) = found.filter(|url| ours(url.path())) else { return FIRST.to_owned() };
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_pages_of_the_console_are_led_to() {
        for (wanted, to) in [
            ("/online/payments/4", "/online/payments/4"),
            (
                "/online/payments/4/amount?total=9&kind=028",
                "/online/payments/4/amount?total=9&kind=028",
            ),
            ("/online?trading_id=%E3%81%82&status=20", "/online?trading_id=%E3%81%82&status=20"),
            ("/online", "/online"),
            ("", "/online"),
            ("/", "/online"),
            ("/onlinecasino", "/online"),
            ("/control", "/online"),
            ("https://evil.example/online/payments/4", "/online"),
            ("//evil.example/online/", "/online"),
            ("/\\evil.example/online/", "/online"),
            ("\\\\evil.example/online/", "/online"),
            ("\t//evil.example/online/", "/online"),
            ("/\n/evil.example/online/", "/online"),
            ("http:evil.example", "/online"),
            ("javascript:alert(1)//online/", "/online"),
            ("/online/../acs/1", "/online"),
            ("/online/%2e%2e/acs/1", "/online"),
            ("/online/a\r\nset-cookie: a=b", "/online/aset-cookie:%20a=b"),
        ] {
            assert_eq!(own_path(wanted), to, "{wanted}");
        }
    }
}
