//! A page's report in words.

use scipix_core::page::CleanReport;

/// Sentences about what was done; one that says so if nothing was.
pub fn deeds(report: &CleanReport) -> Vec<String> {
    let mut deeds = Vec::new();
    if report.inverted {
        deeds.push("inverted: its text was light on dark".to_owned());
    }
    if report.turned != 0 {
        deeds.push(format!("turned by {} degrees clockwise", report.turned));
    }
    if report.levelled != 0.0 {
        deeds.push(format!("made level by {:+.2} degrees", report.levelled));
    }
    if report.border_px > 0 {
        deeds.push(format!("borders of {} pixels painted with paper", report.border_px));
    }
    if report.background_normalized {
        deeds.push(format!("light made even: the darkest paper had {} % of the lightest", report.evenness));
    }
    if report.denoised {
        // What is measured is what salt and pepper leave.
        deeds.push(match report.noise {
            ..0.5 => "salt and pepper removed".to_owned(),
            noise => format!("noise removed, {noise:.0} gray levels"),
        });
    }
    if report.lines > 0 {
        deeds.push(format!("{} removed", count(report.lines, "ruling line", "ruling lines")));
    }
    if report.specks > 0 {
        let share = 100.0 * report.specks as f64 / report.components.max(1) as f64;
        deeds.push(format!("{} removed, {share:.0} % of the components", count(report.specks, "speck", "specks")));
    }
    if deeds.is_empty() {
        deeds.push("nothing to do".to_owned());
    }
    deeds
}

/// Names and values of what was found.
pub fn findings(report: &CleanReport) -> Vec<(&'static str, String)> {
    let orientation =
        report.orientation.degrees.map_or_else(|| "unknown".to_owned(), |degrees| format!("{degrees} degrees"));
    let content = report.content;
    vec![
        ("Size of the result", format!("{} x {} pixels", report.width, report.height)),
        ("Text", if report.polarity.light_on_dark { "light on dark" } else { "dark on light" }.to_owned()),
        ("Confidence in that", format!("{:.2}", report.polarity.confidence)),
        ("Orientation", orientation),
        ("Confidence in the orientation", format!("{:.2}", report.orientation.confidence)),
        ("Skew", format!("{:.2} degrees", report.skew.degrees)),
        ("Confidence in the skew", format!("{:.2}", report.skew.confidence)),
        ("Content", format!("{} x {} pixels at ({}, {})", content.width, content.height, content.x, content.y)),
        ("Noise", format!("{:.1} gray levels", report.noise)),
        ("Components of ink", report.components.to_string()),
        ("Specks removed", format!("{} of {} pixels", report.specks, report.speck_px)),
    ]
}

/// A number with its noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
