//! The order CSV of the longest list: how fast it leaves, and what memory it costs meanwhile.

use std::time::Instant;

use anyhow::{Result, ensure};
use http_body_util::BodyExt;

use super::super::figure::{Must, Sheet};
use super::super::shop::meter;
use super::desk::Desk;

/// Of any size at constant memory: what a few pages of orders take, and the allocator's slack.
const GROWTH_MUST: f64 = 16.0;
/// Pieces between two looks at the memory.
const EVERY: u64 = 50;

/// The file that is asked for: everything that a line of an order can tell.
const WISH: &str = "list=completed&shape=orders&letters=utf8&c_number=on&c_id=on&c_placed_at=on\
                    &c_buyer=on&c_email=on&c_goods=on&c_total=on&c_trade=on";

/// Fetches it whole, and drops each piece as it comes.
pub async fn measure(desk: &Desk, engine: &str, sheet: &mut Sheet) -> Result<()> {
    let own = std::process::id();
    let begin = Instant::now();
    let mut body = desk.post("/orders/export", WISH).await?;
    // With the first piece the way is open; what follows must cost nothing more.
    let mut before = None;
    let (mut most, mut pieces, mut lines, mut bytes) = (0.0_f64, 0_u64, 0_u64, 0_u64);
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame?.into_data() else { continue };
        lines += piece.split(|byte| *byte == b'\n').count() as u64 - 1;
        bytes += piece.len() as u64;
        if pieces.is_multiple_of(EVERY) {
            let now = meter::memory(own)?;
            most = most.max(now - *before.get_or_insert(now));
        }
        pieces += 1;
    }
    ensure!(lines > 1, "{engine}: the file has no order");
    let took = begin.elapsed().as_secs_f64();
    let what = format!("{engine}, CSV of {} orders ({} MB)", lines - 1, bytes / 1_000_000);
    sheet.add(&what, "s", vec![took], Must::Told);
    let what = format!("{engine}, CSV, memory it adds after its first piece");
    sheet.add(&what, "MiB", vec![most], Must::Most(GROWTH_MUST));
    Ok(())
}
