//! What a statement's text must not contain, because one database lacks it, means something else by it, or because it would break the
//! frame around a closure. A test runs it over every statement; what only shows when a statement runs is in `docs/storage.md`.

use std::ops::Range;

/// One token of SQL: where it stands and what it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) at: Range<usize>,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A keyword or name, in lower case.
    Word(String),
    /// `'text'`
    Text,
    /// `"name"`
    Quoted,
    /// `$1`
    Param,
    Number,
    /// `-- to the end of the line` or `/* */`
    Comment,
    Sign(char),
}

/// Splits a text into tokens. It doesn't judge: what it doesn't know is a sign.
pub(crate) fn tokens(sql: &str) -> Vec<Token> {
    let bytes = sql.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let start = i;
        let run = |from: usize, f: fn(u8) -> bool| bytes[from..].iter().position(|b| !f(*b)).map_or(bytes.len(), |n| from + n);
        let find = |from: usize, end: &str| sql[from..].find(end).map_or(bytes.len(), |n| from + n + end.len());
        let what = match bytes[i] {
            b if b.is_ascii_whitespace() => {
                i += 1;
                continue;
            }
            b'\'' | b'"' => {
                let quote = bytes[i];
                i += 1;
                // A doubled quote closes and opens again; both halves are one text to us.
                i = bytes[i..].iter().position(|b| *b == quote).map_or(bytes.len(), |n| i + n + 1);
                if quote == b'"' { What::Quoted } else { What::Text }
            }
            b'-' if sql[i..].starts_with("--") => {
                i = run(i, |b| b != b'\n');
                What::Comment
            }
            b'/' if sql[i..].starts_with("/*") => {
                i = find(i + 2, "*/");
                What::Comment
            }
            b'$' if bytes.get(i + 1).is_some_and(u8::is_ascii_digit) => {
                i = run(i + 1, |b| b.is_ascii_digit());
                What::Param
            }
            b if b.is_ascii_digit() => {
                i = run(i, |b| b.is_ascii_alphanumeric() || b == b'.');
                What::Number
            }
            b if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => {
                i = run(i, |b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80);
                What::Word(sql[start..i].to_ascii_lowercase())
            }
            b => {
                i += 1;
                What::Sign(char::from(b))
            }
        };
        out.push(Token { at: start..i, what });
    }
    out
}

/// A statement begins with one of these; everything else belongs to the store: transactions, schema, settings.
const FIRST: &str = "select insert update delete with values";

/// Forbidden wherever they stand.
const WORDS: &str = "ilike glob regexp similar rowid lateral tablesample indexed current_timestamp current_date current_time
    localtimestamp";

/// Forbidden as functions; as names of columns they are fine.
const FUNCTIONS: &str =
    "now clock_timestamp statement_timestamp datetime date time strftime julianday unixepoch extract date_trunc age
    random randomblob gen_random_uuid nextval currval setval any some array unnest generate_series greatest least iif ifnull nvl
    json json_each json_extract json_object json_array jsonb jsonb_build_object to_json group_concat string_agg array_agg bool_or
    bool_and instr strpos printf format typeof quote hex encode changes total_changes last_insert_rowid pg_advisory_lock
    pg_advisory_xact_lock pg_sleep match";

fn listed(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w == word)
}

/// Refuses a statement that can't mean the same on both databases, as far as its text shows.
///
/// # Errors
/// What is wrong and what to write in its place.
pub fn lint(sql: &str) -> Result<(), String> {
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|t| t.what != What::Comment).collect();
    let text = Text(&tokens);
    if !listed(FIRST, text.word(0)) {
        return Err(format!("`{}`: transactions, schema and settings belong to the store, not to statements", text.word(0)));
    }
    // The function before each parenthesis that is open.
    let mut open: Vec<&str> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match &token.what {
            What::Sign('(') => open.push(text.before(i)),
            What::Sign(')') => drop(open.pop()),
            What::Sign(sign) => text.sign_allowed(i, *sign, open.last().copied())?,
            What::Word(word) => text.word_allowed(i, word, &open)?,
            What::Quoted => {
                return Err("a quoted name: SQLite may take it for a text; write 'text', and names without quotes".into());
            }
            What::Text | What::Param | What::Number | What::Comment => {}
        }
    }
    numbered(&tokens, sql)
}

struct Text<'a>(&'a [Token]);

impl Text<'_> {
    /// The word at this place; empty if it isn't one.
    fn word(&self, i: usize) -> &str {
        match self.0.get(i).map(|t| &t.what) {
            Some(What::Word(word)) => word,
            _ => "",
        }
    }

    fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |i| self.word(i))
    }

    fn sign(&self, i: usize, sign: char) -> bool {
        self.0.get(i).is_some_and(|t| t.what == What::Sign(sign))
    }

    fn sign_allowed(&self, i: usize, sign: char, function: Option<&str>) -> Result<(), String> {
        let after = |sign| i > 0 && self.sign(i - 1, sign);
        let operand = || {
            let next = self.0.get(i + 1).map(|t| &t.what);
            matches!(next, Some(What::Number | What::Param | What::Word(_) | What::Sign('(')))
                && !listed("from", self.word(i + 1))
        };
        let why = match sign {
            '?' => "`?`: write parameters as $1, $2",
            ':' => "`:`: write cast(x as type)",
            '~' | '#' | '@' | '&' | '[' | '\\' | '`' => "an operator that only one database has",
            '>' if after('-') => "JSON operators: a field that is queried is a column",
            ';' if i + 1 < self.0.len() => "two statements in one",
            '*' if listed("select returning all distinct", self.before(i)) => {
                "`select *`: name the columns, a migration may add one"
            }
            '*' if after('.') || (after(',') && !operand()) => "`.*`: name the columns, a migration may add one",
            ',' if function.is_some_and(|f| listed("max min", f)) => "max() or min() of two values is SQLite's: write case when",
            _ => return Ok(()),
        };
        Err(why.into())
    }

    fn word_allowed(&self, i: usize, word: &str, open: &[&str]) -> Result<(), String> {
        let called = self.sign(i + 1, '(');
        let why = match word {
            "or" if listed("insert update", self.before(i)) => {
                "it may destroy the group of transactions around it: write on conflict"
            }
            _ if listed(WORDS, word) || (called && listed(FUNCTIONS, word)) => {
                "only one database has it, or it isn't the caller's clock or chance"
            }
            "lower" | "upper" if called => "it folds only ASCII on SQLite: the application writes a folded column",
            "sum" | "avg" if called && !open.contains(&"cast") => {
                "it is numeric on PostgreSQL: write cast(coalesce(sum(x), 0) as bigint)"
            }
            "like" if !(1..8).any(|n| self.word(i + n) == "escape") => {
                "only PostgreSQL has a default escape character: write like $1 escape '\\'"
            }
            "into" if self.before(i) == "insert" && !self.sign(i + 2, '(') && self.word(i + 2) != "as" => "name the columns",
            "for" if listed("update share no", self.word(i + 1)) => "transactions are serializable",
            _ => return Ok(()),
        };
        Err(format!("`{word}`: {why}"))
    }
}

/// Parameters are `$1` to `$n` without a gap.
fn numbered(tokens: &[Token], sql: &str) -> Result<(), String> {
    let mut seen: Vec<usize> =
        tokens.iter().filter(|t| t.what == What::Param).filter_map(|t| sql[t.at.start + 1..t.at.end].parse().ok()).collect();
    seen.sort_unstable();
    seen.dedup();
    match seen.iter().enumerate().find(|(i, n)| i + 1 != **n) {
        None => Ok(()),
        Some((i, _)) => Err(format!("${} is missing", i + 1)),
    }
}
