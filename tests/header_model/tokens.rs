//! Splits the text of the header into tokens, without the parts for C++ alone.

#[derive(Clone, PartialEq, Debug)]
pub enum Token {
    /// A `/** ... */` comment, its lines without the frame.
    Doc(String),
    /// A line that begins with `#`, without it.
    Directive(String),
    Word(String),
    Mark(char),
}

/// Splits a header; panics at a character that no declaration has.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        rest = if let Some(after) = rest.strip_prefix("/*") {
            comment(after, &mut tokens)
        } else if let Some(after) = rest.strip_prefix("//") {
            after.split_once('\n').map_or("", |(_, next)| next)
        } else if let Some(after) = rest.strip_prefix('#') {
            directive(after, &mut tokens)
        } else if first.is_ascii_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            &rest[end..]
        } else {
            assert!("*(){}[],;".contains(first), "the header has a {first:?} at: {}", line(rest));
            tokens.push(Token::Mark(first));
            &rest[1..]
        }
        .trim_start();
    }
    tokens
}

fn line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn comment<'a>(text: &'a str, tokens: &mut Vec<Token>) -> &'a str {
    let (body, rest) = text.split_once("*/").expect("a comment ends");
    if let Some(doc) = body.strip_prefix('*') {
        let lines = doc.trim_start_matches('<').lines().map(|line| line.trim().trim_start_matches('*').trim());
        let text = lines.collect::<Vec<_>>().join("\n");
        let at = if doc.starts_with('<') { last_declaration(tokens) } else { tokens.len() };
        tokens.insert(at, Token::Doc(text.trim().to_owned()));
    }
    rest
}

/// Where the declaration begins that the tokens end with: a comment behind it counts as one before it.
fn last_declaration(tokens: &[Token]) -> usize {
    let last = tokens.len() - 1;
    if matches!(tokens[last], Token::Directive(_)) {
        return last;
    }
    let ends = |token: &Token| matches!(token, Token::Mark('{' | ';') | Token::Doc(_));
    tokens[..last].iter().rposition(ends).map_or(0, |end| end + 1)
}

fn directive<'a>(text: &'a str, tokens: &mut Vec<Token>) -> &'a str {
    let end = text.find('\n').unwrap_or(text.len());
    let end = text[..end].find("/*").unwrap_or(end);
    let (directive, rest) = (text[..end].trim(), &text[end..]);
    assert!(!directive.ends_with('\\'), "a directive goes on in the next line: {directive}");
    if directive == "ifdef __cplusplus" {
        return rest.split_once("#endif").expect("an #endif").1;
    }
    tokens.push(Token::Directive(directive.to_owned()));
    rest
}
