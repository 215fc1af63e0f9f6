//! Figures, and what they must be.

/// Prints one figure as its line of JSON.
pub fn figure(name: &str, value: f64, unit: &str) {
    let value = (value * 100.0).round() / 100.0;
    println!("{}", serde_json::json!({ "figure": name, "value": value, "unit": unit }));
}

/// The middle one; 0 of none.
pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// What a figure must be.
#[derive(Clone, Copy, Debug)]
pub enum Must {
    /// So much or more.
    Least(f64),
    /// So much or less.
    Most(f64),
    /// Told only.
    Told,
}

impl Must {
    fn holds(self, value: f64) -> bool {
        match self {
            Must::Least(least) => value >= least,
            Must::Most(most) => value <= most,
            Must::Told => true,
        }
    }

    fn words(self, value: f64) -> String {
        let verdict = if self.holds(value) { "holds" } else { "MISSED" };
        match self {
            Must::Least(least) => format!(", must be at least {least}: {verdict}"),
            Must::Most(most) => format!(", must be at most {most}: {verdict}"),
            Must::Told => String::new(),
        }
    }
}

/// One figure, measured once or several times.
struct Figure {
    name: String,
    unit: &'static str,
    values: Vec<f64>,
    must: Must,
}

/// Everything that was measured.
#[derive(Default)]
pub struct Sheet(Vec<Figure>);

impl Sheet {
    /// Takes a figure in and says it at once, for whoever watches.
    pub fn add(&mut self, name: &str, unit: &'static str, values: Vec<f64>, must: Must) {
        let middle = median(&values);
        let spread = match (values.iter().copied().reduce(f64::min), values.len()) {
            (Some(least), 2..) => {
                let most = values.iter().copied().fold(least, f64::max);
                format!(" ({least:.2}-{most:.2})")
            }
            _ => String::new(),
        };
        println!("{name}: {middle:.2}{spread} {unit}{}", must.words(middle));
        self.0.push(Figure { name: name.to_owned(), unit, values, must });
    }

    /// Prints the lines of JSON; true if everything is as it must be.
    pub fn tell(&self) -> bool {
        for one in &self.0 {
            figure(&one.name, median(&one.values), one.unit);
            if one.values.len() > 1 {
                let least = one.values.iter().copied().fold(f64::INFINITY, f64::min);
                let most = one.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                figure(&format!("{}, least", one.name), least, one.unit);
                figure(&format!("{}, most", one.name), most, one.unit);
            }
        }
        self.0.iter().all(|one| one.must.holds(median(&one.values)))
    }
}
