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

const FRAME: &[&str] = &[
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "release",
    "abort",
    "pragma",
    "attach",
    "detach",
    "vacuum",
    "reindex",
    "analyze",
    "explain",
    "create",
    "alter",
    "drop",
    "truncate",
    "lock",
    "listen",
    "notify",
    "copy",
];

const ONE_SIDED: &[&str] = &[
    "ilike",
    "similar",
    "glob",
    "regexp",
    "match",
    "rowid",
    "autoincrement",
    "serial",
    "array",
    "unnest",
    "any",
    "some",
    "greatest",
    "least",
    "iif",
    "ifnull",
    "nvl",
    "jsonb",
    "json_each",
    "json_extract",
    "json_object",
    "json_array",
    "jsonb_build_object",
    "generate_series",
    "group_concat",
    "string_agg",
    "array_agg",
    "strftime",
    "julianday",
    "unixepoch",
    "extract",
    "date_trunc",
    "interval",
    "lateral",
    "tablesample",
    "nextval",
    "indexed",
    "pg_advisory_lock",
    "pg_advisory_xact_lock",
    "instr",
    "strpos",
    "printf",
    "format",
    "typeof",
    "quote",
    "hex",
    "encode",
    "changes",
    "total_changes",
    "last_insert_rowid",
    "sqlite_version",
    "bool_or",
    "bool_and",
    "distinct_on",
];

const CLOCK: &[&str] = &[
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "clock_timestamp",
    "datetime",
    "random",
    "randomblob",
    "gen_random_uuid",
];

/// Refuses a statement that can't mean the same on both databases, as far as its text shows.
///
/// # Errors
/// What is wrong and what to write in its place.
pub fn lint(sql: &str) -> Result<(), String> {
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|t| t.what != What::Comment).collect();
    let word = |i: usize| match tokens.get(i).map(|t| &t.what) {
        Some(What::Word(w)) => w.as_str(),
        _ => "",
    };
    let sign = |i: usize, c: char| tokens.get(i).is_some_and(|t| t.what == What::Sign(c));
    // The function before each parenthesis that is open, and how many commas were seen directly in it.
    let mut open: Vec<(&str, u32)> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", word);
        match &token.what {
            What::Quoted => {
                return Err("a quoted name: SQLite may take it for a text; write 'text', and names without quotes".into());
            }
            What::Sign('?') => return Err("`?`: write parameters as $1, $2".into()),
            What::Sign(':') => return Err("`:`: write cast(x as type)".into()),
            What::Sign('~' | '#' | '@' | '&' | '[' | '\\' | '`') => return Err("an operator that only one database has".into()),
            What::Sign(';') if i + 1 < tokens.len() => return Err("two statements in one".into()),
            What::Sign('>') if i > 0 && sign(i - 1, '-') => {
                return Err("JSON operators: a field that is queried is a column".into());
            }
            What::Sign('*') if before == "select" || before == "returning" || before == "all" || before == "distinct" => {
                return Err("`select *`: name the columns, a migration may add one".into());
            }
            What::Sign('*') if i > 0 && (sign(i - 1, '.') || (sign(i - 1, ',') && !operand(tokens.get(i + 1)))) => {
                return Err("`.*`: name the columns, a migration may add one".into());
            }
            What::Sign('(') => open.push((before, 0)),
            What::Sign(')') => drop(open.pop()),
            What::Sign(',') => {
                if let Some((function, commas)) = open.last_mut() {
                    *commas += 1;
                    if matches!(*function, "max" | "min") {
                        return Err(format!("{function}() of two values is SQLite's: write case when"));
                    }
                }
            }
            What::Word(w) => {
                let w = w.as_str();
                let called = sign(i + 1, '(');
                if FRAME.contains(&w) && !(w == "begin" && i > 0) && !matches!(w, "release" | "lock" | "match" | "copy" if i > 0)
                {
                    if w == "rollback" || w == "abort" {
                        return Err(format!("`{w}`: it would destroy the group of transactions around it"));
                    }
                    return Err(format!("`{w}`: transactions, schema and settings belong to the store, not to statements"));
                }
                if before == "insert" && w == "or" {
                    return Err("`insert or`: write on conflict".into());
                }
                if before == "update" && w == "or" {
                    return Err("`update or`: write on conflict".into());
                }
                if w == "replace" && (i == 0 || before == "or") {
                    return Err("`replace`: write on conflict do update".into());
                }
                if CLOCK.contains(&w) && (called || w.starts_with("current_") || w.starts_with("local")) {
                    return Err(format!("`{w}`: time and chance are arguments"));
                }
                if ONE_SIDED.contains(&w) && !(is_name(w) && !called) {
                    return Err(format!("`{w}` exists on one database only"));
                }
                if matches!(w, "lower" | "upper") && called {
                    return Err(format!("`{w}()` folds only ASCII on SQLite: the application writes a folded column"));
                }
                if matches!(w, "sum" | "avg") && called && !open.iter().any(|(f, _)| *f == "cast") {
                    return Err(format!("`{w}()` is numeric on PostgreSQL: write cast(coalesce(sum(x), 0) as bigint)"));
                }
                if w == "like" && !tokens[i..].iter().take(8).any(|t| t.what == What::Word("escape".into())) {
                    return Err("`like` without escape: only PostgreSQL has a default; write like $1 escape '\\'".into());
                }
                if w == "into" && before == "insert" && !sign(i + 2, '(') && word(i + 2) != "as" {
                    return Err("`insert` without a list of columns".into());
                }
                if w == "for" && matches!(word(i + 1), "update" | "share" | "no") {
                    return Err("`for update`: transactions are serializable".into());
                }
            }
            _ => {}
        }
    }
    numbered(&tokens, sql)
}

/// Words that are fine as names of columns and only forbidden when they are called.
fn is_name(word: &str) -> bool {
    matches!(
        word,
        "match"
            | "format"
            | "quote"
            | "hex"
            | "encode"
            | "changes"
            | "extract"
            | "any"
            | "some"
            | "instr"
            | "interval"
            | "least"
            | "greatest"
    )
}

fn operand(token: Option<&Token>) -> bool {
    matches!(token.map(|t| &t.what), Some(What::Number | What::Param | What::Sign('(')))
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
