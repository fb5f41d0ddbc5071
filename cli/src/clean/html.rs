//! The report as an HTML page that needs no other file.

use super::cleaned::{CleanedFile, CleanedPage};
use super::picture::Thumbnail;
use super::words;
use std::fmt::Write;
use std::path::Path;

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h2 { font-size: 1.15rem; overflow-wrap: anywhere; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; }
img { background: #fff; border: 1px solid var(--line); height: auto; max-width: 100%; }
figcaption { font-size: .9rem; }
table { border-collapse: collapse; margin-top: .5rem; }
th { font-weight: normal; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .15rem 1rem .15rem 0; }
.failed { background: var(--soft); border-left: .3rem solid #c33; padding: .5rem 1rem; overflow-wrap: anywhere; }
";

/// Writes the report about files that were cleaned and sentences about those that were not.
pub fn report(files: &[CleanedFile], failures: &[String]) -> String {
    let pages: usize = files.iter().map(|file| file.pages.len()).sum();
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Clean pages</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Clean pages</h1>\n\
         <p>{} with {} cleaned, {} failed.</p>\n",
        words::count(files.len(), "file", "files"),
        words::count(pages, "page", "pages"),
        failures.len(),
    );
    for failure in failures {
        let _ = writeln!(html, "<p class=\"failed\" role=\"alert\">{}</p>", Escaped(failure));
    }
    for file in files {
        for (i, page) in file.pages.iter().enumerate() {
            append_page(&mut html, file, i, page);
        }
    }
    html += "</main>\n</body>\n</html>\n";
    html
}

fn append_page(html: &mut String, file: &CleanedFile, i: usize, page: &CleanedPage) {
    let name = match file.pages.len() {
        1 => file.input.display().to_string(),
        len => format!("{}, page {} of {len}", file.input.display(), i + 1),
    };
    let name = Escaped(&name);
    let _ = writeln!(html, "<section>\n<h2>{name}</h2>\n<div class=\"pictures\">");
    if let Some([before, after]) = &page.pictures {
        append_picture(html, before, format_args!("{name} before cleaning"), "Before");
        append_picture(html, after, format_args!("{name} after cleaning"), "After");
    }
    *html += "</div>\n<ul>\n";
    for deed in words::deeds(&page.report) {
        let _ = writeln!(html, "<li>{}</li>", Escaped(&deed));
    }
    *html += "</ul>\n<details>\n<summary>What was found</summary>\n<table>\n";
    for (what, value) in words::findings(&page.report) {
        let _ = writeln!(html, "<tr><th scope=\"row\">{what}</th><td>{}</td></tr>", Escaped(&value));
    }
    let output = file.output.display().to_string();
    let _ = writeln!(html, "<tr><th scope=\"row\">Written to</th><td>{}</td></tr>", Escaped(&output));
    let _ = writeln!(html, "<tr><th scope=\"row\">Time</th><td>{:.0} ms</td></tr>", page.milliseconds);
    *html += "</table>\n</details>\n</section>\n";
}

fn append_picture(html: &mut String, picture: &Thumbnail, alt: std::fmt::Arguments<'_>, caption: &str) {
    let Thumbnail { jpeg, width, height } = picture;
    let _ = writeln!(
        html,
        "<figure><img src=\"data:image/jpeg;base64,{}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\">\
         <figcaption>{caption}</figcaption></figure>",
        base64(jpeg),
    );
}

/// Text in which HTML's own characters are escaped.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            char => f.write_char(char),
        })
    }
}

/// Bytes in base 64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all = three.iter().chain(&[0, 0]).take(3).fold(0, |all, &byte| all << 8 | u32::from(byte));
        for digit in 0..4 {
            let known = digit <= three.len();
            text.push(if known { DIGITS[(all >> (18 - 6 * digit)) as usize & 63] as char } else { '=' });
        }
    }
    text
}

/// Writes the report to a file.
pub fn write(path: &Path, files: &[CleanedFile], failures: &[String]) -> Result<(), String> {
    use std::io::Write;
    let html = report(files, failures);
    super::written::write_whole(path, |file| file.write_all(html.as_bytes()).map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_base_64_are_those_of_the_rfc() {
        for (bytes, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }

    #[test]
    fn names_are_escaped() {
        let file = CleanedFile { input: "<a>&\".png".into(), output: "out".into(), pages: Vec::new() };
        let html = report(&[file], &["<b>: no".to_owned()]);
        assert!(html.contains("&lt;b&gt;: no"), "{html}");
    }
}
