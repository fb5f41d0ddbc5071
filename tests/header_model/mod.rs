//! Parses `include/scipix.h`, for the tests that generate its mirrors. The parser knows the kinds of declarations that the
//! header has, and panics at any other.
#![allow(dead_code, reason = "each test uses a part")]

mod parse;
mod tokens;

use std::fs;
use std::path::Path;

/// The declarations of the header, in its order.
#[derive(Default)]
pub struct Header {
    pub constants: Vec<Constant>,
    pub types: Vec<TypeDef>,
    pub functions: Vec<Function>,
}

/// A `#define` with a value.
pub struct Constant {
    pub name: String,
    pub doc: String,
    pub value: Value,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    Int(i32),
    Bit(u32),
    U64Max,
}

/// A `typedef`.
pub struct TypeDef {
    pub name: String,
    pub doc: String,
    pub kind: Kind,
}

pub enum Kind {
    /// Another name of an integer: the type of enumerators.
    Alias(String),
    /// A struct that only the library sees inside.
    Opaque,
    Struct(Vec<Field>),
    /// A pointer to a function of the caller.
    Callback,
}

pub struct Field {
    pub name: String,
    pub ty: Type,
    /// `Some(n)` for an array of n.
    pub array: Option<u32>,
}

pub struct Function {
    pub name: String,
    pub doc: Doc,
    pub result: Type,
    pub params: Vec<Param>,
}

/// A comment.
#[derive(Default)]
pub struct Doc {
    /// The text before the first `@` command, as one line.
    pub brief: String,
    /// Names of parameters and what is said of them.
    params: Vec<(String, String)>,
}

impl Doc {
    /// Parses the lines of a comment.
    pub fn parse(text: &str) -> Self {
        let (mut doc, mut in_brief, mut in_param) = (Self::default(), true, false);
        for line in text.lines() {
            in_brief &= !line.starts_with('@');
            if let Some(param) = line.strip_prefix("@param ") {
                let (name, about) = param.trim().split_once(' ').expect("a text after the name");
                doc.params.push((name.to_owned(), about.trim().to_owned()));
                in_param = true;
            } else if in_brief {
                doc.brief += &format!(" {line}");
            } else if in_param && !line.starts_with('@') && !line.is_empty() {
                doc.params.last_mut().expect("one").1 += &format!(" {line}");
            } else {
                in_param = false;
            }
        }
        let brief = doc.brief.replace("@threadsafe", "").replace("@onethread", "");
        doc.brief = brief.split_whitespace().collect::<Vec<_>>().join(" ");
        doc
    }

    /// Returns the description of a parameter.
    pub fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(of, _)| of == name);
        &found.unwrap_or_else(|| panic!("{name} is not documented: {}", self.brief)).1
    }
}

pub struct Param {
    pub name: String,
    pub ty: Type,
}

/// The type of a value: `const uint8_t **` has the base `uint8_t` and the levels true, false.
#[derive(Clone, PartialEq, Debug)]
pub struct Type {
    pub base: String,
    /// One entry per pointer, from the base outwards: whether its target is const.
    pub levels: Vec<bool>,
}

impl Type {
    /// The type as C writes it, with its star at the end: a name can follow.
    pub fn c(&self) -> String {
        let mut text = if self.levels.first() == Some(&true) { "const " } else { "" }.to_owned();
        text += &self.base;
        text.push(' ');
        for (i, _) in self.levels.iter().enumerate() {
            text += if self.levels.get(i + 1) == Some(&true) { "*const " } else { "*" };
        }
        text
    }
}

impl Header {
    /// Reads the header of the repository at `root`.
    pub fn read(root: &Path) -> Self {
        parse::header(&fs::read_to_string(root.join("include/scipix.h")).expect("include/scipix.h"))
    }

    /// Parses the text of a header.
    pub fn parse(text: &str) -> Self {
        parse::header(text)
    }

    /// The definition of a type of the library; none for C's own.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.types.iter().find(|def| def.name == name).map(|def| &def.kind)
    }

    /// The structs whose fields are known.
    pub fn structs(&self) -> impl Iterator<Item = (&TypeDef, &[Field])> {
        self.types.iter().filter_map(|def| match &def.kind {
            Kind::Struct(fields) => Some((def, fields.as_slice())),
            _ => None,
        })
    }

    /// The constants that an alias is the type of, with their names without its prefix.
    pub fn enumerators(&self, alias: &str) -> Vec<(&str, &Constant)> {
        let own = |constant: &&Constant| self.alias_of(constant) == Some(alias);
        let prefix = prefix(alias).len();
        self.constants.iter().filter(own).map(|constant| (&constant.name[prefix..], constant)).collect()
    }

    /// The alias that a constant belongs to: the one with the longest prefix of its name.
    pub fn alias_of(&self, constant: &Constant) -> Option<&str> {
        let aliases = self.types.iter().filter(|def| matches!(def.kind, Kind::Alias(_)));
        let named = aliases.filter(|def| constant.name.starts_with(&prefix(&def.name)));
        named.max_by_key(|def| def.name.len()).map(|def| def.name.as_str())
    }
}

/// The enumerators of `ScipixBatchMode` begin with `SCIPIX_BATCH_MODE_`.
fn prefix(alias: &str) -> String {
    let mut prefix = String::new();
    for (i, letter) in alias.chars().enumerate() {
        if letter.is_ascii_uppercase() && i > 0 {
            prefix.push('_');
        }
        prefix.push(letter.to_ascii_uppercase());
    }
    prefix + "_"
}
