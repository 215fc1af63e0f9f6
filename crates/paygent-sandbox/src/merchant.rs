//! Merchants: who may send telegrams, with which keys, under which contract.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use paygent::Secret;

use crate::random;

/// A merchant, as Paygent Online would show it. Its keys are invented and open nothing elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// `merchant_id`: 9 digits.
    pub merchant_id: String,
    /// `connect_id`
    pub connect_id: String,
    /// `connect_password`
    pub connect_password: Secret,
    /// トークン生成キー: the browser sends it with a card.
    pub token_key: String,
    /// トークン受取ハッシュ鍵: signs the token endpoint's answer; none: no `hc`.
    pub token_hash_key: Option<Secret>,
    /// 3Dセキュア結果受付ハッシュ鍵: signs the return of 450; none: no `hc`.
    pub three_ds_key: Option<Secret>,
    /// 決済情報差分通知ハッシュ鍵: signs the payment notice; none: no `hc`.
    pub notice_key: Option<Secret>,
    /// Where payment notices are posted; none: nowhere, 091 has them all the same.
    pub notice_url: Option<String>,
    /// The most one payment may be, in yen (P011 above it).
    pub amount_max: i64,
    /// Instalments of the contract (P030 for others).
    pub splits: Vec<u8>,
    /// カード情報お預かり is contracted (else P021, P024).
    pub vault: bool,
    /// EMV 3-Dセキュア is contracted (else P063).
    pub three_ds: bool,
    /// カード有効性チェック (`valid_check_flg` of 025) is contracted (else P027).
    pub card_check: bool,
    /// 金額変更 (028, 029) is contracted (else P029).
    pub amount_change: bool,
}

impl Merchant {
    /// The merchant of `noren demo` and of tests.
    pub fn demo() -> Self {
        Self {
            merchant_id: "900000001".into(),
            connect_id: "noren_demo".into(),
            connect_password: "noren_demo_pass".into(),
            token_key: "test_NorenDemoTokenKey0000001".into(),
            token_hash_key: None,
            three_ds_key: Some("NorenDemoThreeDsKey".into()),
            notice_key: Some("NorenDemoNoticeKey".into()),
            notice_url: None,
            amount_max: 9_999_999,
            splits: vec![2, 3, 4, 5, 6, 10, 12, 15, 18, 20, 24],
            vault: true,
            three_ds: true,
            card_check: true,
            amount_change: true,
        }
    }

    /// A merchant with ids and keys of its own, and the contract of [`Merchant::demo`].
    pub fn fresh() -> Self {
        Self {
            merchant_id: format!("9{}", random::digits::<8>()),
            connect_id: format!("sandbox_{}", random::text::<8>()),
            connect_password: Secret::new(random::text::<20>()),
            token_key: format!("test_{}", random::text::<24>()),
            token_hash_key: Some(Secret::new(random::text::<24>())),
            three_ds_key: Some(Secret::new(random::text::<24>())),
            notice_key: Some(Secret::new(random::text::<24>())),
            ..Self::demo()
        }
    }
}

/// All merchants of a running sandbox, as the ledger has them.
#[derive(Default)]
pub(crate) struct Merchants(RwLock<BTreeMap<String, Arc<Merchant>>>);

impl Merchants {
    pub(crate) fn of(merchants: Vec<Merchant>) -> Self {
        let all = Self::default();
        all.replace(merchants);
        all
    }

    /// Takes these in the place of all.
    pub(crate) fn replace(&self, merchants: Vec<Merchant>) {
        let by_id = merchants.into_iter().map(|one| (one.merchant_id.clone(), Arc::new(one)));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = by_id.collect();
    }

    pub(crate) fn find(&self, merchant_id: &str) -> Option<Arc<Merchant>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(merchant_id).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Merchant>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Takes in a merchant that the ledger has kept.
    pub(crate) fn put(&self, merchant: Merchant) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(merchant.merchant_id.clone(), Arc::new(merchant));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_merchants_share_nothing_but_their_contract() {
        let (one, other) = (Merchant::fresh(), Merchant::fresh());
        assert_eq!(one.merchant_id.len(), 9);
        assert!(one.merchant_id.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(one.connect_id.len() <= 32 && one.connect_password.expose().len() <= 32);
        assert_eq!(one.token_key.len(), Merchant::demo().token_key.len());
        assert_ne!(one.merchant_id, other.merchant_id);
        assert_ne!(one.token_key, other.token_key);
        assert_eq!(one.splits, other.splits);
    }
}
