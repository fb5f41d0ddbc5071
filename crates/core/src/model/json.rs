//! The part of JSON that the header of a safetensors file needs, read from front to back, and the escaping of strings.
//!
//! The reader allocates only what it appends to the caller's vectors, with `try_reserve`. It recurses only to skip values that
//! the format does not know, and only to a fixed depth.

use crate::base::error::{Error, ErrorKind, Result};
use std::fmt::{self, Write};

/// How deep a value that is skipped may nest.
const DEPTH: u32 = 64;

/// A reader of JSON text and its place in the text.
pub(super) struct JsonReader<'a> {
    text: &'a str,
    at: usize,
}

/// Makes room for `more` elements.
pub(super) fn reserve<T>(vec: &mut Vec<T>, more: usize) -> Result<()> {
    vec.try_reserve(more).map_err(|_| {
        let bytes = more.saturating_mul(size_of::<T>());
        Error::new(ErrorKind::OutOfMemory, format_args!("header: no memory for {bytes} bytes more"))
    })
}

/// Appends one element.
pub(super) fn push<T>(vec: &mut Vec<T>, value: T) -> Result<()> {
    reserve(vec, 1)?;
    vec.push(value);
    Ok(())
}

fn append(vec: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    reserve(vec, bytes.len())?;
    vec.extend_from_slice(bytes);
    Ok(())
}

impl<'a> JsonReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Makes an error that names this place.
    #[cold]
    pub(super) fn error(&self, what: impl fmt::Display) -> Error {
        Error::new(ErrorKind::Malformed, format_args!("header: {what}, at byte {}", self.at))
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips space, then `byte` if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn expect(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) { Ok(()) } else { Err(self.error(format_args!("expected '{}'", char::from(byte)))) }
    }

    /// Checks that nothing but space is left.
    pub(super) fn end(&mut self) -> Result<()> {
        self.space();
        if self.byte().is_none() { Ok(()) } else { Err(self.error("expected the end")) }
    }

    /// Reads `open`, items separated by commas, and `close`; `each` reads one item.
    pub(super) fn list(&mut self, open: u8, close: u8, mut each: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.expect(open)?;
        if self.take(close) {
            return Ok(());
        }
        loop {
            each(self)?;
            if !self.take(b',') {
                return self.expect(close);
            }
        }
    }

    /// Reads a string and appends it to `out`, its escapes resolved.
    pub(super) fn string(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.expect(b'"')?;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let plain = rest.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20);
            let Some(plain) = plain else { return Err(self.error("a string without end")) };
            append(out, &rest[..plain])?;
            self.at += plain + 1;
            match rest[plain] {
                b'"' => return Ok(()),
                b'\\' => self.escape(out)?,
                _ => return Err(self.error("a control character in a string")),
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let escape = self.byte();
        self.at += usize::from(escape.is_some());
        let character = match escape {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.unicode()?,
            _ => return Err(self.error("an unknown escape")),
        };
        append(out, character.encode_utf8(&mut [0; 4]).as_bytes())
    }

    fn unicode(&mut self) -> Result<char> {
        let first = self.hex()?;
        let mut scalar = first;
        if (0xD800..0xDC00).contains(&first) && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let second = self.hex()?;
            if (0xDC00..0xE000).contains(&second) {
                scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            }
        }
        char::from_u32(scalar).ok_or_else(|| self.error("half of a surrogate pair"))
    }

    fn hex(&mut self) -> Result<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        let value = digits.iter().try_fold(0, |value, &digit| Some(value << 4 | char::from(digit).to_digit(16)?));
        let value =
            value.filter(|_| digits.len() == 4).ok_or_else(|| self.error("expected four hexadecimal digits"))?;
        self.at += 4;
        Ok(value)
    }

    /// Reads a number without sign, fraction or exponent that fits a `usize`.
    pub(super) fn size(&mut self) -> Result<usize> {
        self.space();
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || (digits > 1 && rest[0] == b'0') || matches!(rest.get(digits), Some(b'.' | b'e' | b'E')) {
            return Err(self.error("expected a size"));
        }
        let value = rest[..digits]
            .iter()
            .try_fold(0usize, |value, &digit| value.checked_mul(10)?.checked_add(usize::from(digit - b'0')))
            .ok_or_else(|| self.error("a size beyond the address space"))?;
        self.at += digits;
        Ok(value)
    }

    /// Skips a value of any kind.
    pub(super) fn skip(&mut self) -> Result<()> {
        self.skip_to(DEPTH)
    }

    fn skip_to(&mut self, depth: u32) -> Result<()> {
        let Some(depth) = depth.checked_sub(1) else { return Err(self.error("values nested too deep")) };
        self.space();
        match self.byte() {
            Some(b'"') => self.string(&mut Vec::new()),
            Some(b'[') => self.list(b'[', b']', |cursor| cursor.skip_to(depth)),
            Some(b'{') => self.list(b'{', b'}', |cursor| {
                cursor.string(&mut Vec::new())?;
                cursor.expect(b':')?;
                cursor.skip_to(depth)
            }),
            _ => self.skip_word(),
        }
    }

    /// Skips a number or one of three words.
    fn skip_word(&mut self) -> Result<()> {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len());
        let word = &rest[..len];
        if !is_number(word) && !["true", "false", "null"].contains(&word) {
            return Err(self.error("expected a value"));
        }
        self.at += len;
        Ok(())
    }

    /// Skips `null` if it comes next.
    pub(super) fn null(&mut self) -> bool {
        self.space();
        let is_next = self.text[self.at..].starts_with("null");
        self.at += if is_next { 4 } else { 0 };
        is_next
    }

    /// Returns the text from `start` to this place.
    pub(super) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }
}

/// Whether the word is a number in JSON: `-0.5e+3` is, `+1`, `01`, `.5` and `1.` are not.
fn is_number(word: &str) -> bool {
    let digits = |text: &'_ str| text.bytes().take_while(u8::is_ascii_digit).count();
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(unsigned);
    if whole == 0 || whole > 1 && unsigned.starts_with('0') {
        return false;
    }
    let mut rest = &unsigned[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else {
        return rest.is_empty();
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    !exponent.is_empty() && digits(exponent) == exponent.len()
}

/// Displays a string with the escapes that JSON asks for. Other control characters are escaped too: names are also shown to
/// people, and terminals obey such characters.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '"' | '\\' => write!(f, "\\{char}"),
            _ if char.is_control() => write!(f, "\\u{:04x}", u32::from(char)),
            _ => f.write_char(char),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Result<String> {
        let mut out = Vec::new();
        JsonReader::new(text).string(&mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn strings_resolve_escapes() {
        assert_eq!(string(r#" "a\"\\\/\b\f\n\r\té""#).unwrap(), "a\"\\/\u{8}\u{c}\n\r\té");
        assert_eq!(string(r#""\u0041\u00e9\ud83d\ude00""#).unwrap(), "Aé😀");
        for bad in [r#"""#, r#""\"#, r#""\x""#, r#""\u12""#, r#""\u+123""#, r#""\ud83d""#, r#""\ude00""#, "\"\n\""] {
            assert_eq!(string(bad).unwrap_err().kind(), ErrorKind::Malformed, "{bad}");
        }
        assert!(string(r#""\ud83d\u0041""#).is_err());
    }

    #[test]
    fn what_is_escaped_is_read_back() {
        let text = "a\"\\/\u{0}\u{1f}\n\u{7f}\u{9b}é😀";
        let escaped = Escaped(text).to_string();
        assert_eq!(escaped, r#"a\"\\/\u0000\u001f\u000a\u007f\u009bé😀"#);
        assert_eq!(string(&format!("\"{escaped}\"")).unwrap(), text);
    }

    #[test]
    fn sizes_are_plain_and_fit() {
        assert_eq!(JsonReader::new(" 1205,").size().unwrap(), 1205);
        assert_eq!(JsonReader::new("0").size().unwrap(), 0);
        assert_eq!(JsonReader::new("18446744073709551615").size().ok(), Some(usize::MAX).filter(|_| usize::BITS == 64));
        for bad in ["", "-1", "01", "1.5", "1e3", "x", "18446744073709551616"] {
            assert_eq!(JsonReader::new(bad).size().unwrap_err().kind(), ErrorKind::Malformed, "{bad}");
        }
    }

    #[test]
    fn numbers_are_those_of_the_grammar() {
        for number in ["0", "-0", "10", "0.5", "-0.25e3", "1E+9", "2e-7", "123.456E0"] {
            assert!(is_number(number), "{number}");
        }
        for other in
            ["", "-", "+1", "01", "-00", ".5", "1.", "1.e2", "1e", "1e+", "1e5x", "0x10", "inf", "NaN", "1.2.3", "--1"]
        {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn skipping_knows_values_from_others() {
        for good in ["1", "-1.5e+3", "true", "null", r#""x""#, "[]", "[1, [2]]", r#"{"a": {"b": []}}"#] {
            let mut cursor = JsonReader::new(good);
            cursor.skip().and_then(|()| cursor.end()).unwrap_or_else(|error| panic!("{good}: {error}"));
        }
        for bad in ["", "nul", "inf", "NaN", "[1", "[1,]", "{1:2}", r#"{"a"}"#, "]", "+1", &"[".repeat(1000)] {
            assert!(JsonReader::new(bad).skip().is_err(), "{bad}");
        }
    }
}
