//! What the tests need beside Rust. What is missing is installed where that may be done, saying so;
//! otherwise it is named and the run fails.

use anyhow::Result;

use crate::{browser, debian, postgres, run};

/// One thing that has to be on the machine.
struct Need {
    what: &'static str,
    /// Debian's packages that bring it.
    packages: &'static [&'static str],
    is_here: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { what: "a PostgreSQL server", packages: &["postgresql"], is_here: postgres::is_here },
    Need {
        what: "the openssl command",
        packages: &["openssl"],
        is_here: || run::on_path("openssl").is_some(),
    },
    Need { what: "Chromium", packages: &["chromium"], is_here: || browser::chromium().is_some() },
    Need { what: "Node.js 18.19 or later", packages: &["nodejs"], is_here: browser::node_is_here },
    Need { what: "npm", packages: &["npm"], is_here: || run::on_path("npm").is_some() },
    Need {
        what: "a Japanese font",
        packages: &["fontconfig", "fonts-ipafont-gothic"],
        is_here: || run::said("fc-list", &[":lang=ja"]).is_some_and(|fonts| !fonts.is_empty()),
    },
];

/// True if everything is here, or was installed. Says what it found, what it installs, what is
/// missing.
pub fn provide(may_install: bool) -> Result<bool> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_here)()).collect();
    if !missing.is_empty() && may_install && debian::may_install() {
        let packages: Vec<&str> =
            missing.iter().flat_map(|need| need.packages.iter().copied()).collect();
        debian::install(&packages)?;
    }
    let mut complete = true;
    for need in NEEDS {
        let here = (need.is_here)();
        let packages = need.packages.join(" ");
        println!("{} {} ({packages})", if here { "here   " } else { "MISSING" }, need.what);
        complete &= here;
    }
    if !complete {
        println!("install what is missing (on Debian: apt-get install the packages named above)");
        return Ok(false);
    }
    browser::packages(may_install)
}
