//! What is walked of one order and of the lists.

use super::Meant::{Data, PageAgain};
use super::{Meant, Sample, get, post, to};

/// Nobody has cancelled it there; `notice` walks what follows when somebody has.
pub(super) fn takeover(by: usize) -> Vec<Sample> {
    const TAKEOVER: &str = "/orders/{order_id}/takeover";
    const SUCCESSOR: &str = "/orders/{order_id}/successor";
    let denied = || to("/orders/1?act=takeover&answer=denied");
    let number = [("payment", "12")];
    vec![
        get(by, SUCCESSOR, "/orders/1/successor", to("/orders/1")),
        post(by, SUCCESSOR, "/orders/1/successor", &number, to("/orders/1?act=successor")),
        get(by, TAKEOVER, "/orders/1/takeover", denied()),
        post(by, TAKEOVER, "/orders/1/takeover", &[], denied()),
    ]
}

/// The ways of the first order from list to list, what is noted on it, and 受注一括処理. Its payment
/// is cancelled.
pub(super) fn work(by: usize) -> Vec<Sample> {
    const COMPLETION: &str = "/orders/{order_id}/completion";
    const CANCELLATION: &str = "/orders/{order_id}/order-cancellation";
    const REOPENING: &str = "/orders/{order_id}/reopening";
    const MEMO: &str = "/orders/{order_id}/memo";
    const SHIPMENT: &str = "/orders/{order_id}/shipment";
    const BULK: &str = "/orders/bulk";
    const CONFIRMATION: &str = "/orders/bulk/confirmation";
    const RUNS: &str = "/orders/bulk/runs";
    const RUN: &str = "/orders/bulk/runs/{run_id}";
    const STATUSES: &str = "/settings/order-statuses";
    let one = |rest: &str| format!("/orders/1/{rest}");
    let done = |act: &str| to(format!("/orders/1?act={act}&answer=done"));
    let mark = |answer: &str| to(format!("/orders/1?act=mark&answer={answer}"));
    let sent = |shown: &'static str| [("shown", shown), ("stock", "on")];
    let chosen = [("order", "1"), ("act", "cancel"), ("stock", "on")];
    let begun =
        [("key", "k"), ("order", "1"), ("act", "reopen"), ("shown_1", "cancelled.cancelled")];
    let nothing = [("order", "1"), ("act", "complete"), ("shown_1", "cancelled.cancelled")];
    vec![
        post(by, MEMO, one("memo"), &[("memo", "夕方に電話")], mark("memo")),
        post(by, MEMO, one("memo"), &[("memo", "のしをつける")], PageAgain),
        post(by, "/orders/{order_id}/check", one("check"), &[("act", "on")], mark("checked")),
        post(by, "/orders/{order_id}/status", one("status"), &[("status", "9")], mark("gone")),
        post(by, SHIPMENT, one("shipment"), &[("tracking", "問合せ")], PageAgain),
        post(by, SHIPMENT, one("shipment"), &[("tracking", "1234")], mark("shipped")),
        get(by, COMPLETION, one("completion"), Meant::Page),
        post(by, COMPLETION, one("completion"), &sent("open.cancelled"), PageAgain),
        post(by, COMPLETION, one("completion"), &[], PageAgain),
        get(by, CANCELLATION, one("order-cancellation"), Meant::Page),
        post(
            by,
            CANCELLATION,
            one("order-cancellation"),
            &sent("open.cancelled"),
            done("order-cancellation"),
        ),
        get(by, REOPENING, one("reopening"), Meant::Page),
        post(by, REOPENING, one("reopening"), &sent("open.cancelled"), PageAgain),
        post(by, REOPENING, one("reopening"), &sent("cancelled.cancelled"), done("reopening")),
        get(by, REOPENING, one("reopening"), to("/orders/1?act=reopening&answer=no-way")),
        get(by, BULK, BULK, Meant::Page),
        get(by, BULK, "/orders/bulk?order=1&from=list", Meant::Page),
        post(by, CONFIRMATION, CONFIRMATION, &[("order", "1")], PageAgain),
        post(by, CONFIRMATION, CONFIRMATION, &chosen, Meant::Page),
        post(by, RUNS, RUNS, &nothing, PageAgain),
        post(by, RUNS, RUNS, &[], PageAgain),
        post(by, CANCELLATION, one("order-cancellation"), &sent("open.cancelled"), to("/orders/1")),
        post(by, RUNS, RUNS, &begun, to("/orders/bulk/runs/1")),
        get(by, RUN, "/orders/bulk/runs/1", Meant::Page),
        get(by, RUN, "/orders/bulk/runs/9", Meant::Missing),
        post(by, REOPENING, one("reopening"), &sent("cancelled.cancelled"), done("reopening")),
        get(by, STATUSES, STATUSES, Meant::Page),
        post(by, STATUSES, STATUSES, &[("version", "0"), ("new", "入荷待ち")], to(STATUSES)),
        post(by, STATUSES, STATUSES, &[("version", "0"), ("new", "梱包中")], PageAgain),
    ]
}

/// 問合せ番号の取込, without a file: `numbers` walks what follows from one.
pub(super) fn numbers(by: usize) -> Vec<Sample> {
    const LIST: &str = "/orders/numbers";
    const FILE: &str = "/orders/numbers/{file_id}";
    const COLUMNS: &str = "/orders/numbers/{file_id}/columns";
    let columns = [("key", "0"), ("number", "1")];
    vec![
        get(by, LIST, LIST, Meant::Page),
        post(by, LIST, LIST, &[], PageAgain),
        get(by, FILE, "/orders/numbers/9", Meant::Missing),
        post(by, FILE, "/orders/numbers/9", &[], Meant::Missing),
        post(by, COLUMNS, "/orders/numbers/9/columns", &columns, Meant::Missing),
    ]
}

/// The mails of the first order, and the templates that they are made of.
pub(super) fn mails(by: usize) -> Vec<Sample> {
    const MAIL: &str = "/orders/{order_id}/mails/{template_id}";
    const LIST: &str = "/settings/mails";
    const NEW: &str = "/settings/mails/new";
    const ONE: &str = "/settings/mails/{template_id}";
    const PROOF: &str = "/settings/mails/proof";
    const REMOVAL: &str = "/settings/mails/{template_id}/removal";
    let typed = |act: &'static str, body: &'static str| {
        [
            ("act", act),
            ("key", "page"),
            ("subject", "{{注文番号}}"),
            ("body", body),
            ("name", "入荷待ち"),
        ]
    };
    let sent = |answer: &str| to(format!("/orders/1?act=mark&answer={answer}"));
    let confirmation = "/orders/1/mails/1";
    let own = "/settings/mails/11";
    vec![
        get(by, MAIL, confirmation, Meant::Page),
        get(by, MAIL, "/orders/1/mails/2?tracking=1234", Meant::Page),
        get(by, MAIL, "/orders/1/mails/9", Meant::Missing),
        post(by, MAIL, confirmation, &typed("preview", "{{購入者名}}"), Meant::Page),
        post(by, MAIL, confirmation, &typed("send", "{{だれか}}"), PageAgain),
        post(by, MAIL, confirmation, &typed("send", "{{購入者名}}"), sent("mailed")),
        post(by, MAIL, confirmation, &typed("send", "{{購入者名}}"), sent("mailed-again")),
        get(by, LIST, LIST, Meant::Page),
        get(by, NEW, NEW, Meant::Page),
        post(by, NEW, NEW, &typed("save", ""), PageAgain),
        post(by, NEW, NEW, &typed("trial", "{{購入者名}}"), Meant::Page),
        post(by, NEW, NEW, &typed("save", "{{購入者名}}"), to(LIST)),
        get(by, ONE, own, Meant::Page),
        post(by, ONE, own, &typed("preview", "{{購入者名}}"), Meant::Page),
        post(by, ONE, own, &typed("save", "{{購入者名}}"), PageAgain),
        post(by, PROOF, PROOF, &typed("preview", "{{購入者名}}"), Meant::Page),
        get(by, REMOVAL, "/settings/mails/11/removal", Meant::Page),
        post(by, REMOVAL, "/settings/mails/11/removal", &[], to("/settings/mails?answer=removed")),
        post(by, REMOVAL, "/settings/mails/11/removal", &[], Meant::Missing),
    ]
}

/// Files of the first order, and the layouts of 送り状データ.
pub(super) fn files(by: usize) -> Vec<Sample> {
    const PAPERS: &str = "/orders/{order_id}/papers";
    const SLIP: &str = "/orders/{order_id}/slip";
    const DISPATCH: &str = "/orders/dispatch";
    const FILES: &str = "/orders/files";
    const FILE: &str = "/orders/files/{file_id}";
    const CONTENT: &str = "/orders/files/{file_id}/content";
    const LIST: &str = "/settings/slips/layouts";
    const ONE: &str = "/settings/slips/layouts/{layout_id}";
    const COPY: &str = "/settings/slips/layouts/{layout_id}/copy";
    const REMOVAL: &str = "/settings/slips/layouts/{layout_id}/removal";
    let papers = [("file", "papers"), ("key", "a"), ("paper", "delivery"), ("paper", "receipt")];
    let many = [("file", "papers"), ("key", "b"), ("paper", "order"), ("all", "1-9")];
    let sent = |answer: &str| to(format!("/orders/1?act=mark&answer={answer}"));
    let own = "/settings/slips/layouts/11";
    let body = ("body", "name = \"x\"\ncolumns = [{ title = \"番号\", field = \"code\" }]\n");
    let saved = [("version", "1"), ("name", "うちの便"), body];
    let version = [("version", "2")];
    vec![
        post(by, PAPERS, "/orders/1/papers", &papers, to("/orders/files/1/content")),
        get(by, CONTENT, "/orders/files/1/content", Data("application/pdf")),
        post(by, PAPERS, "/orders/1/papers", &[], sent("no-papers")),
        post(by, PAPERS, "/orders/9/papers", &papers, Meant::Missing),
        post(by, SLIP, "/orders/1/slip", &[], sent("no-slip")),
        post(by, SLIP, "/orders/9/slip", &[], Meant::Missing),
        get(by, DISPATCH, DISPATCH, Meant::Page),
        post(by, FILES, FILES, &[], to("/orders/dispatch?answer=no-papers")),
        post(by, FILES, FILES, &papers, to("/orders/dispatch?answer=no-orders")),
        post(by, FILES, FILES, &many, to("/orders/files/2?answer=made")),
        get(by, FILE, "/orders/files/2?answer=made", Meant::Page),
        get(by, FILE, "/orders/files/9", Meant::Missing),
        get(by, CONTENT, "/orders/files/9/content", Meant::Missing),
        get(by, LIST, LIST, Meant::Page),
        get(by, ONE, "/settings/slips/layouts/1", Meant::Page),
        get(by, ONE, own, Meant::Missing),
        post(by, COPY, "/settings/slips/layouts/1/copy", &[], to(own)),
        post(by, COPY, "/settings/slips/layouts/9/copy", &[], Meant::Missing),
        post(by, ONE, own, &[("version", "1"), ("body", "")], PageAgain),
        post(by, ONE, own, &saved, to("/settings/slips/layouts?answer=saved")),
        post(by, ONE, own, &saved, PageAgain),
        get(by, REMOVAL, "/settings/slips/layouts/11/removal", Meant::Page),
        get(by, REMOVAL, "/settings/slips/layouts/1/removal", Meant::Missing),
        post(by, REMOVAL, "/settings/slips/layouts/11/removal", &[], to(own)),
        post(
            by,
            REMOVAL,
            "/settings/slips/layouts/11/removal",
            &version,
            to("/settings/slips/layouts?answer=removed"),
        ),
    ]
}

/// The lists beside 受注一覧, and what is kept and taken out of them.
pub(super) fn lists(by: usize) -> Vec<Sample> {
    const FILE: &str = "/orders/export";
    const VIEWS: &str = "/orders/views";
    const UNVIEW: &str = "/orders/views/{view_id}/removal";
    let csv = Data("text/csv; charset=utf-8");
    let view = [("list", "open"), ("view_name", "済"), ("pay", "captured")];
    vec![
        get(by, "/orders/completed", "/orders/completed", Meant::Page),
        get(by, "/orders/cancelled", "/orders/cancelled", Meant::Page),
        get(by, FILE, "/orders/export?list=open", Meant::Page),
        post(by, FILE, FILE, &[("list", "open")], PageAgain),
        post(by, FILE, FILE, &[("list", "open"), ("c_id", "on")], csv),
        get(by, VIEWS, VIEWS, to("/orders")),
        post(by, VIEWS, VIEWS, &[("list", "open")], PageAgain),
        post(by, VIEWS, VIEWS, &view, to("/orders?pay=captured&answer=saved")),
        post(by, UNVIEW, "/orders/views/1/removal", &[], to("/orders?answer=deleted")),
    ]
}

/// The buttons of the frame: captured, then given back; then there is nothing left to send.
pub(super) fn payment_acts(by: usize) -> Vec<Sample> {
    const CAPTURE: &str = "/orders/{order_id}/capture";
    const CANCELLATION: &str = "/orders/{order_id}/cancellation";
    const UPDATE: &str = "/orders/{order_id}/update";
    const ALIGNMENT: &str = "/orders/{order_id}/alignment";
    let act = |noun: &str, answer: &str| {
        (format!("/orders/1/{noun}"), format!("/orders/1?act={noun}&answer={answer}"))
    };
    let (capture, captured) = act("capture", "done");
    let (cancellation, cancelled) = act("cancellation", "done");
    let (update, not_updated) = act("update", "denied");
    let (alignment, not_aligned) = act("alignment", "denied");
    vec![
        get(by, CAPTURE, &capture, Meant::Page),
        post(by, CAPTURE, &capture, &[], to(&captured)),
        get(by, "/orders/{order_id}", captured, Meant::Page),
        get(by, CANCELLATION, &cancellation, Meant::Page),
        post(by, CANCELLATION, &cancellation, &[], to(&cancelled)),
        get(by, UPDATE, &update, to(&not_updated)),
        post(by, UPDATE, &update, &[("amount", "1")], to("/orders/1?act=update&answer=other")),
        get(by, ALIGNMENT, &alignment, to(&not_aligned)),
        post(by, ALIGNMENT, &alignment, &[], to(&not_aligned)),
        get(by, "/orders/{order_id}", cancelled, Meant::Page),
    ]
}
