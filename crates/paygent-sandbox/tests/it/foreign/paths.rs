//! Which telegram goes where: every module looks for the kind, then for its first two digits.

use super::{Gateway, WHO};

/// `paygentB2Bmodule.url.KEY` of the modules (reference 1.3).
const PATHS: &[(&str, &str)] = &[
    ("01", "/n/atm/request"),
    ("02", "/n/card/request"),
    ("11", "/n/card/request"),
    ("18", "/n/card/request"),
    ("03", "/n/conveni/request"),
    ("04", "/n/conveni/request_print"),
    ("05", "/n/bank/request"),
    ("06", "/n/bank/requestasp"),
    ("07", "/n/virtualaccount/request"),
    ("09", "/n/ref/request"),
    ("091", "/n/ref/paynotice"),
    ("093", "/n/ref/runnotice"),
    ("094", "/n/ref/paymentref"),
    ("10", "/n/c/request"),
    ("15", "/n/emoney/request"),
    ("22", "/n/later/request"),
    ("26", "/n/accounttransfer/request"),
    ("263", "/n/accounttransfer/receipt"),
    ("264", "/n/accounttransfer/receipt"),
    ("265", "/n/accounttransfer/receipt"),
    ("27", "/n/rakutenid/request"),
    ("29", "/n/jcbpremo/request"),
    ("30", "/n/upop/request"),
    ("31", "/n/alipay/request"),
    ("32", "/n/applepay/request"),
    ("34", "/n/paidy/request"),
    ("35", "/n/googlepay/request"),
    ("38", "/n/illegal_detect/request"),
    ("41", "/n/pi/request"),
    ("42", "/n/paypay/request"),
    ("43", "/n/tokimekiPoint/request"),
    ("46", "/n/moneyforwardkessai/request"),
    ("50", "/n/moneyforwardkessai/request"),
    ("45", "/n/threeds/request"),
];

/// What a module does with a kind.
fn look_up(kind: &str) -> &'static str {
    let path = |key: &str| PATHS.iter().find(|row| row.0 == key).map(|row| row.1);
    path(kind).or_else(|| path(&kind[..2])).expect("a kind of the table")
}

#[tokio::test]
async fn a_kind_has_one_path_and_all_others_are_p004() {
    let gateway = Gateway::open().await;
    let served = "020 021 022 023 025 026 027 028 029 091 094 116 450";
    let unserved = "010 030 040 060 070 090 093 150 180 220 260 263 265 270 290 300 310 320 340 \
                    350 380 410 420 430 460 500";
    for kind in served.split(' ').chain(unserved.split(' ')) {
        let mut paths: Vec<_> = PATHS.iter().map(|row| row.1).collect();
        paths.dedup();
        for path in paths {
            let form = format!("{WHO}&telegram_kind={kind}&connect_password=wrong");
            let answer = gateway.php(path, &form).await;
            // The path comes before the password.
            let code = if path == look_up(kind) { "P002" } else { "P004" };
            // 027 tells it in CSV.
            assert!(answer.shown().contains(code), "{kind} at {path}: {}", answer.shown());
            assert_eq!(answer.status(), "200", "{kind} at {path}");
        }
        let answer = gateway.php(look_up(kind), &format!("{WHO}&telegram_kind={kind}")).await;
        let told = answer.shown();
        assert_eq!(told.contains("P007"), unserved.contains(kind), "{kind}: {told}");
    }
}
