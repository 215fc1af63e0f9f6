//! The layouts that every shop has from the start.

/// ヤマト運輸's B2クラウド, 外部データ取り込み基本レイアウト: 95 columns, no header.
pub const B2_CLOUD: &str = include_str!("../../layouts/b2_cloud.toml");

/// 佐川急便's e飛伝Ⅲ, `標準_飛脚宅配便_CSV_ヘッダ有`: 74 columns.
pub const EHIDEN3: &str = include_str!("../../layouts/ehiden3.toml");

/// 日本郵便's ゆうプリR: 72 columns, no header, all in quotes.
pub const YUPRI_R: &str = include_str!("../../layouts/yupri_r.toml");

/// All of them, each with the word that stands for it.
pub const BUILT_IN: [(&str, &str); 3] =
    [("b2-cloud", B2_CLOUD), ("ehiden3", EHIDEN3), ("yupri-r", YUPRI_R)];
