//! Brings what cbindgen writes into the form of a manual: enumerators directly after their type, comments on one line where
//! they fit.

use std::collections::BTreeMap;

/// Columns of the header.
const WIDTH: usize = 120;

/// One declaration with its comment.
struct Item {
    comment: Vec<String>,
    code: Vec<String>,
}

impl Item {
    /// The name of the constant that this defines.
    fn constant(&self) -> Option<&str> {
        self.code.first()?.strip_prefix("#define ")?.split(' ').next()
    }

    /// The name of the enumeration that this declares.
    fn enumeration(&self) -> Option<&str> {
        self.code.first()?.strip_prefix("typedef int32_t ")?.strip_suffix(';')
    }
}

/// The declarations of `body`, in the order and the form of a manual. `source` is the Rust text that it was generated from.
pub fn manual(body: &str, source: &str) -> String {
    let types = types_of_constants(source);
    let (mut items, mut enumerators) = (Vec::new(), BTreeMap::<&str, Vec<Item>>::new());
    let all = parse(body);
    let declared: Vec<String> = all.iter().filter_map(Item::enumeration).map(str::to_owned).collect();
    for item in all {
        let of = item.constant().and_then(|name| types.get(name)).filter(|&of| declared.iter().any(|name| name == of));
        match of {
            Some(of) => enumerators.entry(of).or_default().push(item),
            None => items.push(item),
        }
    }
    let mut text = String::new();
    let mut before = None;
    for item in items {
        // Constants that belong together stand together, without an empty line between them.
        let is_constant = item.constant().is_some();
        if before.is_some_and(|constant| !(constant && is_constant)) {
            text += "\n";
        }
        write(&item, &mut text);
        for enumerator in item.enumeration().and_then(|name| enumerators.remove(name)).unwrap_or_default() {
            write(&enumerator, &mut text);
        }
        before = Some(is_constant);
    }
    assert!(enumerators.is_empty(), "enumerators without a type");
    text
}

/// Each constant's type.
fn types_of_constants(source: &str) -> BTreeMap<&str, &str> {
    let declarations = source.lines().filter_map(|line| line.strip_prefix("pub const "));
    declarations.filter_map(|line| line.split_once(" =")?.0.split_once(": ")).collect()
}

/// Comments and the code under them, up to an empty line.
fn parse(body: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut lines = body.lines().peekable();
    while let Some(&line) = lines.peek() {
        if line.trim().is_empty() {
            lines.next();
            continue;
        }
        let comment = comment(&mut lines);
        let mut code = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.trim().is_empty()) {
            code.push(line.to_owned());
        }
        items.push(Item { comment, code });
    }
    items
}

/// The text of the comment that the next lines are, if they are one.
fn comment<'a>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Vec<String> {
    let mut text = Vec::new();
    if lines.next_if(|line| line.trim() == "/**").is_none() {
        return text;
    }
    for line in lines.by_ref() {
        if line.trim() == "*/" {
            break;
        }
        let line = line.trim_start().trim_start_matches('*');
        text.push(line.strip_prefix(' ').unwrap_or(line).to_owned());
    }
    text
}

fn write(item: &Item, text: &mut String) {
    match &item.code[..] {
        [only] if item.constant().is_some() => write_beside(&item.comment, only, "", text),
        code => {
            write_above(&item.comment, "", text);
            write_code(code, text);
        }
    }
}

/// Code as it is, but for the comments of fields.
fn write_code(code: &[String], text: &mut String) {
    let mut lines = code.iter().map(String::as_str).peekable();
    while let Some(&line) = lines.peek() {
        if line.trim() == "/**" {
            let comment = comment(&mut lines);
            let field = lines.next().expect("a comment stands over something");
            write_beside(&comment, field.trim_start(), "  ", text);
        } else {
            *text += line;
            *text += "\n";
            lines.next();
        }
    }
}

/// The comment after the code, where one line holds both.
fn write_beside(comment: &[String], code: &str, indent: &str, text: &mut String) {
    if let [only] = comment {
        let line = format!("{indent}{code} /**< {only} */");
        if line.chars().count() <= WIDTH {
            *text += &line;
            *text += "\n";
            return;
        }
    }
    write_above(comment, indent, text);
    *text += &format!("{indent}{code}\n");
}

fn write_above(comment: &[String], indent: &str, text: &mut String) {
    match comment {
        [] => {}
        [only] if indent.len() + only.chars().count() + 7 <= WIDTH => *text += &format!("{indent}/** {only} */\n"),
        lines => {
            *text += &format!("{indent}/**\n");
            for line in lines {
                *text += format!("{indent} * {line}").trim_end();
                *text += "\n";
            }
            *text += &format!("{indent} */\n");
        }
    }
}
