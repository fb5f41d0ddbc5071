//! Builds declarations from tokens.

use super::tokens::{Token, tokens};
use super::{Constant, Doc, Field, Function, Header, Kind, Param, Type, TypeDef, Value};

/// C's own types that the header uses.
const PRIMITIVES: &[&str] = &[
    "void", "bool", "char", "int", "float", "double", "size_t", "int8_t", "uint8_t", "uint16_t", "int32_t", "uint32_t",
    "int64_t", "uint64_t",
];

/// Parses a header; panics, naming the place, at a declaration of a kind that it does not know.
pub fn header(text: &str) -> Header {
    let tokens = tokens(text);
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let (mut header, mut doc) = (Header::default(), Doc::default());
    while let Some(token) = parser.next() {
        let taken = std::mem::take(&mut doc);
        match token {
            Token::Doc(text) => doc = Doc::parse(text),
            Token::Directive(text) => header.constants.extend(directive(text, taken.brief)),
            Token::Word(word) if word == "typedef" => header.types.push(parser.typedef(taken.brief)),
            Token::Word(_) => {
                parser.at -= 1;
                header.functions.push(parser.function(taken));
            }
            Token::Mark(_) => parser.fail("a declaration"),
        }
    }
    check_types(&header);
    header
}

/// The constant that a directive defines, if any.
fn directive(text: &str, doc: String) -> Option<Constant> {
    let mut words = text.splitn(3, ' ').map(str::trim);
    match (words.next(), words.next(), words.next()) {
        (Some("include"), ..) | (Some("endif"), None, None) => None,
        (Some("ifndef" | "define"), Some("SCIPIX_H"), None) => None,
        (Some("define"), Some(name), Some(value)) => {
            Some(Constant { name: name.to_owned(), doc, value: self::value(name, value) })
        }
        _ => panic!("the header has an unknown directive: #{text}"),
    }
}

fn value(name: &str, text: &str) -> Value {
    let bit = || text.strip_prefix("(1ull << ")?.strip_suffix(')')?.parse().ok().map(Value::Bit);
    let max = || (text == "UINT64_MAX").then_some(Value::U64Max);
    let number = text.parse().ok().map(Value::Int).or_else(bit).or_else(max);
    number.unwrap_or_else(|| panic!("{name} has a value of an unknown kind: {text}"))
}

/// Every type that is used is C's own or was declared.
fn check_types(header: &Header) {
    let fields = header.structs().flat_map(|(_, fields)| fields.iter().map(|field| &field.ty));
    let params = header.functions.iter().flat_map(|f| f.params.iter().map(|param| &param.ty).chain([&f.result]));
    for ty in fields.chain(params) {
        let known = PRIMITIVES.contains(&ty.base.as_str()) || header.kind(&ty.base).is_some();
        assert!(known, "the header uses {} and does not declare it", ty.base);
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        self.at += 1;
        self.tokens.get(self.at - 1)
    }

    fn fail(&self, wanted: &str) -> ! {
        let from = self.at.saturating_sub(6);
        let near = &self.tokens[from..self.tokens.len().min(self.at + 4)];
        panic!("the header has no {wanted} where one is expected, near {near:?}")
    }

    fn word(&mut self) -> &'a str {
        match self.next() {
            Some(Token::Word(word)) => word,
            _ => self.fail("name"),
        }
    }

    fn mark(&mut self, mark: char) {
        if !self.take(mark) {
            self.fail(&mark.to_string());
        }
    }

    /// Takes a mark, if it is the next token.
    fn take(&mut self, mark: char) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(next)) if next == word);
        self.at += usize::from(found);
        found
    }

    fn ty(&mut self) -> Type {
        let mut is_const = self.take_word("const");
        self.take_word("struct");
        let base = self.word().to_owned();
        if base == "enum" || base == "union" || base == "unsigned" {
            self.fail("type of a known kind");
        }
        is_const |= self.take_word("const");
        let mut levels = Vec::new();
        while self.take('*') {
            levels.push(std::mem::replace(&mut is_const, self.take_word("const")));
        }
        Type { base, levels }
    }

    fn typedef(&mut self, doc: String) -> TypeDef {
        let is_struct = self.take_word("struct");
        let ty = self.ty();
        let (name, kind) = if is_struct && self.take('{') {
            let fields = self.fields();
            (self.word(), Kind::Struct(fields))
        } else if is_struct {
            (self.word(), Kind::Opaque)
        } else if self.take('(') {
            self.mark('*');
            let name = self.word();
            self.mark(')');
            self.params();
            (name, Kind::Callback)
        } else {
            (self.word(), Kind::Alias(ty.base.clone()))
        };
        let plain = ty.levels.is_empty() && (!is_struct || ty.base == name);
        if !plain && !matches!(kind, Kind::Callback) {
            self.fail("typedef of a struct under its own name, or of an integer");
        }
        self.mark(';');
        TypeDef { name: name.to_owned(), doc, kind }
    }

    /// The fields of a struct, up to its closing brace.
    fn fields(&mut self) -> Vec<Field> {
        let mut fields = Vec::new();
        while !self.take('}') {
            if matches!(self.tokens.get(self.at), Some(Token::Doc(_))) {
                self.at += 1;
                continue;
            }
            let (ty, name) = (self.ty(), self.word().to_owned());
            let array = self.take('[').then(|| {
                let length = self.word().parse().unwrap_or_else(|_| self.fail("length"));
                self.mark(']');
                length
            });
            self.mark(';');
            fields.push(Field { name, ty, array });
        }
        fields
    }

    fn function(&mut self, doc: Doc) -> Function {
        let (result, name) = (self.ty(), self.word().to_owned());
        let params = self.params();
        self.mark(';');
        Function { name, doc, result, params }
    }

    /// The parameters with their parentheses.
    fn params(&mut self) -> Vec<Param> {
        self.mark('(');
        let mut params = Vec::new();
        loop {
            let ty = self.ty();
            if params.is_empty() && ty.base == "void" && ty.levels.is_empty() {
                self.mark(')');
                return params;
            }
            params.push(Param { name: self.word().to_owned(), ty });
            if !self.take(',') {
                self.mark(')');
                return params;
            }
        }
    }
}
