//! The three templates of every shop, as they come.

use super::{Kept, Text, Use};

/// The template as it comes; none of the shop's own.
pub(super) fn of(used_for: Use) -> Option<Kept> {
    let (name, subject, body) = match used_for {
        Use::Confirmation => ("注文確認メール", "ご注文の確認（{{注文番号}}）", CONFIRMATION),
        Use::Shipped => ("配送通知メール", "商品を発送しました（{{注文番号}}）", SHIPPED),
        Use::Free => ("フリーメール", "ご注文について（{{注文番号}}）", FREE),
        Use::Own => return None,
    };
    Some(Kept {
        id: used_for.id()?,
        used_for,
        name: name.to_owned(),
        text: Text { subject: subject.to_owned(), body: body.to_owned() },
        version: 0,
    })
}

const CONFIRMATION: &str = "\
{{購入者名}} 様

「{{ショップ名}}」をご利用いただき、ありがとうございます。
ご注文を確認しました。内容は次のとおりです。

■ご注文内容

注文番号：{{注文番号}}
ご購入日：{{注文日時}}

{{商品明細}}

{{金額明細}}

■お届け先

{{お届け先}}

配送：{{配送業者}}
お届け希望：{{お届け希望}}

■お支払方法

{{支払方法}}
{{支払案内}}

{{ご要望}}

■ご注文の状況

{{注文ページURL}}

----
{{ショップ名}}
{{ショップURL}}
";

const SHIPPED: &str = "\
{{購入者名}} 様

「{{ショップ名}}」をご利用いただき、ありがとうございます。
ご注文の商品を発送しました。

■お荷物

注文番号：{{注文番号}}
出荷日：{{出荷日}}
配送：{{配送業者}}
お届け希望：{{お届け希望}}
問合せ番号：{{問合せ番号}}
配送状況：{{追跡URL}}

■お届け先

{{お届け先}}

■ご注文内容

{{商品明細}}

{{金額明細}}

■ご注文の状況

{{注文ページURL}}

----
{{ショップ名}}
{{ショップURL}}
";

const FREE: &str = "\
{{購入者名}} 様

「{{ショップ名}}」をご利用いただき、ありがとうございます。



----
注文番号：{{注文番号}}
{{ショップ名}}
{{ショップURL}}
";

#[cfg(test)]
mod tests {
    use super::of;
    use crate::order_mail::{Template, Use};

    #[test]
    fn they_can_be_written() {
        for used_for in Use::BUILT_IN {
            let kept = of(used_for).unwrap();
            assert!(Template::parse(&kept.text).is_ok(), "{used_for:?}");
            assert_eq!(Use::of(kept.id), used_for);
        }
        assert_eq!(of(Use::Own), None);
    }
}
