//! Where telegrams go that are not served here: P004 elsewhere, as with those that are.

/// Keys and paths of the modules' `modenv` (reference 1.3). Unconfirmed: from 38 on, but for 41 and
/// 45, the paths are made of their names as the others are.
const PATHS: &[(&[&str], &str)] = &[
    (&["01"], "/n/atm/request"),
    (&["02", "11", "18", "19", "28", "49", "096"], "/n/card/request"),
    (&["03"], "/n/conveni/request"),
    (&["04"], "/n/conveni/request_print"),
    (&["05"], "/n/bank/request"),
    (&["06"], "/n/bank/requestasp"),
    (&["07"], "/n/virtualaccount/request"),
    (&["09"], "/n/ref/request"),
    (&["091"], "/n/ref/paynotice"),
    (&["093"], "/n/ref/runnotice"),
    (&["094"], "/n/ref/paymentref"),
    (&["095"], "/n/ref/cardnoref"),
    (&["099"], "/n/ref/paymentcharge"),
    (&["10", "12"], "/n/c/request"),
    (&["13"], "/n/paypal/request"),
    (&["15"], "/n/emoney/request"),
    (&["20"], "/n/o/requestdata"),
    (&["22"], "/n/later/request"),
    (&["26"], "/n/accounttransfer/request"),
    (&["263", "264", "265"], "/n/accounttransfer/receipt"),
    (&["27"], "/n/rakutenid/request"),
    (&["29"], "/n/jcbpremo/request"),
    (&["30"], "/n/upop/request"),
    (&["31"], "/n/alipay/request"),
    (&["32"], "/n/applepay/request"),
    (&["34"], "/n/paidy/request"),
    (&["35"], "/n/googlepay/request"),
    (&["38"], "/n/illegal_detect/request"),
    (&["41"], "/n/pi/request"),
    (&["42"], "/n/paypay/request"),
    (&["43"], "/n/tokimekiPoint/request"),
    (&["45"], "/n/threeds/request"),
    (&["46", "50"], "/n/moneyforwardkessai/request"),
    (&["098"], "/n/token/request"),
];

/// The path of a kind, looked up as every module does: the whole kind, then its first two digits.
/// None: the table does not know it.
pub(super) fn path_of(kind: &str) -> Option<&'static str> {
    let path = |key: &str| PATHS.iter().find(|row| row.0.contains(&key)).map(|row| row.1);
    path(kind).or_else(|| path(kind.get(..2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_kind_goes_before_its_first_digits() {
        for (kind, path) in [
            ("030", Some("/n/conveni/request")),
            ("090", Some("/n/ref/request")),
            ("094", Some("/n/ref/paymentref")),
            ("180", Some("/n/card/request")),
            ("260", Some("/n/accounttransfer/request")),
            ("264", Some("/n/accounttransfer/receipt")),
            ("340", Some("/n/paidy/request")),
            ("450", Some("/n/threeds/request")),
            ("999", None),
            ("4", None),
            ("", None),
            ("あ", None),
        ] {
            assert_eq!(path_of(kind), path, "{kind}");
        }
    }
}
