//! The admin without a browser: what every page holds, and who gets in.

use askama::Template;
use shop::money::Yen;
use shop::order::List;
use shop::order::history::Side;
use shop::payment::status_frame::{advice, status_frame};
use shop::payment::{Button, StatusFrame};

use super::samples::{self, Scene};
use super::text;

fn rendered(scene: &Scene) -> String {
    samples::order_page(scene).render().expect("it renders")
}

#[test]
fn every_frame_has_its_word_its_shape_and_its_trade() {
    let mut seen = Vec::new();
    for scene in samples::scenes() {
        let page = rendered(&scene);
        let (colour, number) = match scene.look.decision.frame {
            StatusFrame::Held => ("yellow", "黄枠 1"),
            StatusFrame::Captured => ("yellow", "黄枠 2"),
            StatusFrame::Cancelled => ("yellow", "黄枠 3"),
            StatusFrame::Unavailable => ("red", "赤枠 1"),
            StatusFrame::HeldDiffers => ("red", "赤枠 2"),
            StatusFrame::HeldDiffers3ds => ("red", "赤枠 3"),
            StatusFrame::CapturedDiffers => ("red", "赤枠 4"),
        };
        let glyph = if colour == "yellow" { "#i-warn" } else { "#i-bad" };
        let head = page.split("frame-head").nth(1).unwrap().split("frame-body").next().unwrap();
        assert!(page.contains(&format!("data-frame=\"{colour}\"")), "{}", scene.name);
        assert!(head.contains(number) && head.contains(glyph), "{}", scene.name);
        assert_eq!(page.matches("<i>0179</i>").count(), 2 + dialogs(&page), "R-143 {}", scene.name);
        seen.push(number);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 7, "every frame has a sample");
}

/// The dialogs of the payment: those of the order's ways between the lists do not name it.
fn dialogs(page: &str) -> usize {
    let moves = ["completion", "order-cancellation", "reopening"];
    let moves = moves
        .iter()
        .filter(|noun| page.contains(&format!("<dialog class=\"dialog\" id=\"{noun}\"")));
    page.matches("<dialog").count() - moves.count()
}

#[test]
fn buttons_are_there_exactly_as_the_decision_says() {
    for scene in samples::scenes() {
        let page = rendered(&scene);
        let buttons = scene.look.decision.buttons;
        let takeover = if scene.look.decision.takeover { Button::Enabled } else { Button::Hidden };
        for (noun, label, button) in [
            ("capture", "売上確定", buttons.capture),
            ("cancellation", "キャンセル", buttons.cancel),
            ("update", "取引更新", buttons.update),
            ("takeover", "キャンセルを取り込む", takeover),
        ] {
            let opens = page.contains(&format!("data-dialog=\"{noun}\""));
            let posts = page.contains(&format!("action=\"/orders/2100/{noun}\" data-once"));
            let is_disabled = page
                .contains(&format!("disabled aria-describedby=\"why-1\">{label}"))
                || page.contains(&format!("disabled aria-describedby=\"why-2\">{label}"))
                || page.contains(&format!("disabled aria-describedby=\"why-3\">{label}"));
            let expected = match button {
                Button::Enabled => (true, true, false),
                Button::Disabled(_) => (false, false, true),
                Button::Hidden => (false, false, false),
            };
            assert_eq!((opens, posts, is_disabled), expected, "{noun} in {}", scene.name);
        }
        let primary = page.split("class=\"actions\"").nth(1).unwrap_or_default();
        let primary = primary.split("</section>").next().unwrap_or_default();
        assert!(primary.matches("data-kind=\"primary\"").count() <= 1, "{}", scene.name);
    }
}

#[test]
fn texts_name_the_cause_and_the_next_step() {
    for (name, texts) in [
        (
            "yellow-1",
            &[
                "決済状況：オーソリOK",
                "売上確定の期限は 2027/01/23(土)",
                "<a href=\"http://localhost:8090/online\" rel=\"noreferrer\">ペイジェント管理画面</a>",
                "金額の変更はありません",
            ][..],
        ),
        (
            "yellow-1-3ds",
            &["※本受注は3Dセキュア認証が実施されました。", "チャージバックの負担：カード会社"],
        ),
        ("yellow-1-attempt", &["チャージバックの負担：加盟店"]),
        ("yellow-2", &["決済状況：消込済", "売上は確定しています", "受注完了", "返金します"]),
        ("yellow-2-refund-expired", &["返金できる期限を過ぎています"]),
        ("yellow-3", &["決済状況：キャンセル済", "受注キャンセル", "お客様への請求はありません"]),
        (
            "red-1-cancelled-there",
            &[
                "決済状況が取得できませんでした。",
                "「キャンセルを取り込む」を押してください。",
                "ペイジェント側で取り消されています",
            ],
        ),
        ("red-1-changed-there", &["ペイジェント側で金額変更などの操作が行われ", "10分たっても"]),
        (
            "red-1-former",
            &["旧名義のペイジェント管理画面で", "マーチャントID 900000001", "（P002）"],
        ),
        ("red-1-expired", &["オーソリの有効期限が切れています"]),
        (
            "red-1-credentials",
            &["P007", "接続パスワードエラー", "接続ID、接続IDパスワードが正しくない。"],
        ),
        ("red-1-silent", &["ペイジェントから応答がありません", "などの可能性がございます。"]),
        ("red-1-in-flight", &["「売上確定」の結果を確認しています", "data-settling"]),
        (
            "red-2",
            &[
                "ペイジェント側の金額情報と差異があります",
                "13,220円",
                "10,800円",
                "−2,420円",
                "決済状況：オーソリOK",
            ],
        ),
        ("red-3", &["3Dセキュア認証の受注には使えません", "金額が一致すると押せます"]),
        ("red-4", &["決済状況：消込済", "売上は確定しています"]),
    ] {
        let scene = samples::scenes().into_iter().find(|scene| scene.name == name);
        let page = rendered(&scene.expect("there is such a scene"));
        for text in texts {
            assert!(page.contains(text), "{text} in {name}");
        }
    }
}

/// M2: what the guide says in each of its nine cells.
#[test]
fn each_cell_of_the_guide_says_its_step() {
    let lists = [List::Open, List::Completed, List::Cancelled];
    for (frame, texts) in [
        (
            StatusFrame::Held,
            [
                &["「売上確定」を押して", "キャンセルの場合には、「キャンセル」を押して"][..],
                &["「売上確定」を押して", "まだ確定していません", "精算されません"],
                &["「キャンセル」を押して、決済も取り消して"],
            ],
        ),
        (
            StatusFrame::Captured,
            [
                &["お取引が終わったら、この受注を受注完了に"],
                &["お取引も決済も完了しています"],
                &[
                    "「キャンセル」を押して",
                    "このままではお客様に請求されます",
                    "ペイジェント管理画面でもキャンセルになったこと",
                ],
            ],
        ),
        (
            StatusFrame::Cancelled,
            [
                &["受注キャンセルにしてください"],
                &["「受注キャンセル一覧へ移動」を押して", "決済は取り消されています"],
                &["必要な操作はありません"],
            ],
        ),
    ] {
        for (list, texts) in lists.into_iter().zip(texts) {
            let said = text::next_step(advice(frame, list).expect("a yellow frame"));
            for part in texts {
                assert!(said.contains(part), "{frame:?} in {list:?}: {said}");
            }
        }
    }
}

/// Red frames 2 to 4: one step, that can be taken, and that fits the list.
#[test]
fn a_difference_has_one_step_that_fits_the_list_and_the_total() {
    let scene = |name: &str| {
        let all = samples::scenes().into_iter();
        all.into_iter().find(|scene| scene.name == name).expect("there is such a scene").look
    };
    let (open, completed, cancelled) = (List::Open, List::Completed, List::Cancelled);
    for (name, list, total, side, step) in [
        (
            "red-2",
            open,
            10_800,
            Side::Order,
            "取引更新ボタンをクリックして、ペイジェントへ金額変更内容を送信してください。受注の合計 10,800円",
        ),
        ("red-2", open, 10_800, Side::Paygent, "「ペイジェント側の金額に合わせる」"),
        ("red-2", open, 0, Side::Order, "「取引更新」を押してください。受注の合計が0円"),
        ("red-2", open, 10_000_000, Side::Order, "「編集モード」で、合計をカードの上限まで"),
        ("red-2", completed, 10_000_000, Side::Order, "受注一覧へ戻し、「編集モード」で"),
        ("red-2", cancelled, 10_800, Side::Order, "「キャンセル」を押して、決済も取り消して"),
        ("red-2", cancelled, 10_800, Side::Paygent, "「キャンセル」を押して、決済も取り消して"),
        ("red-3", open, 10_800, Side::Order, "ペイジェント管理画面で、金額を受注の合計 10,800円"),
        ("red-3", open, 0, Side::Order, "「取引更新」を押してください。受注の合計が0円"),
        ("red-3", cancelled, 10_800, Side::Order, "「キャンセル」を押して、決済も取り消して"),
        ("red-4", open, 10_800, Side::Order, "ペイジェント管理画面で、金額を受注の合計 10,800円"),
        ("red-4", open, 0, Side::Order, "「キャンセル」を押してください。受注の合計が0円"),
        ("red-4", cancelled, 10_800, Side::Order, "このままではお客様に請求されます"),
    ] {
        let mut look = scene(name);
        (look.list, look.total) = (list, Yen(total));
        look.decision = status_frame(&look.payment, look.total, &look.seen, look.limits);
        let said = text::next_step_differs(&look, side);
        assert!(said.contains(step), "{name} in {list:?}, total {total}, {side:?}: {said}");
    }
}

#[test]
fn money_that_can_go_back_no_more_has_another_way() {
    let mut scene = samples::scenes()
        .into_iter()
        .find(|scene| scene.name == "yellow-2-refund-expired")
        .expect("there is such a scene");
    scene.look.list = List::Cancelled;
    scene.look.advice = advice(StatusFrame::Captured, List::Cancelled);
    assert!(rendered(&scene).contains("返金できる期限を過ぎています。ペイジェント管理画面で"));
    let mut look = scene.look;
    (look.list, look.total) = (List::Open, Yen(0));
    look.decision = status_frame(&look.payment, look.total, &look.seen, look.limits);
    assert_eq!(text::next_step_differs(&look, Side::Order), text::REFUND_IS_OVER);
}

#[test]
fn what_a_buyer_typed_is_text() {
    let page = samples::bank_page().render().unwrap();
    assert!(page.contains("お願いします &#60;b&#62;"));
    assert!(page.contains("別途連絡") && !page.contains("data-frame"));
}

#[test]
fn no_page_has_an_inline_script_or_style() {
    let mut pages: Vec<String> = samples::scenes().iter().map(rendered).collect();
    pages.push(samples::bank_page().render().unwrap());
    pages.push(samples::orders_page().render().unwrap());
    pages.push(samples::nothing_found_page().render().unwrap());
    pages.push(samples::wrong_search_page().render().unwrap());
    pages.push(samples::confirmation_page().render().unwrap());
    pages.push(samples::sign_in_page().render().unwrap());
    for page in pages {
        assert!(!page.contains(" style=") && !page.contains("<style"));
        assert!(
            page.matches("<script").count() == page.matches("<script type=\"module\" src=").count()
        );
        for attribute in [" onclick", " onload", " onsubmit", "javascript:"] {
            assert!(!page.contains(attribute), "{attribute}");
        }
        assert_eq!(page.matches("<h1").count(), 1);
        assert_eq!(page.matches("<main").count(), 1);
        let ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|p| p.split('"').next()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "ids are unique: {ids:?}");
        for named in page.split("aria-describedby=\"").skip(1) {
            for id in named.split('"').next().unwrap().split(' ') {
                assert!(ids.contains(&id), "{id} is described nowhere");
            }
        }
    }
}
