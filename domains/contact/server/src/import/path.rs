//! Departments in a cell: `总部/研发/平台组`, several one behind the other.
//!
//! Several are separated by `,` `，` `;` `；` or a new line; the levels of one by `/`, `\` or `>`, or, as in the platform's own
//! template, by `-` where none of those occurs: a department's name has no `-`. A path may begin with the name of the
//! organisation, which is the root. A character of a name that separates is written with `\` before it; that is how exported
//! files say it, so that every name comes back as it was.

const SEPARATES: [char; 7] = ['/', '／', '\\', '＼', '>', '＞', '›'];
const ENDS: [char; 6] = [',', '，', ';', '；', '\n', '\r'];

/// The parts of a cell with several entries.
pub fn entries(text: &str) -> Vec<&str> {
    text.split(ENDS).map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

/// Each department as names from below the root down; the root is empty.
pub fn parse(text: &str, root: &str) -> Result<Vec<Vec<String>>, String> {
    let mut out = Vec::new();
    let mut levels = vec![String::new()];
    let mut separated = false;
    let mut chars = text.chars().peekable();
    let mut close = |levels: &mut Vec<String>, separated: &mut bool| {
        let done = std::mem::replace(levels, vec![String::new()]);
        let separated = std::mem::take(separated);
        if done.iter().any(|level| !level.trim().is_empty()) || separated {
            out.push(finished(done, separated, root)?);
        }
        Ok::<(), String>(())
    };
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next)) if SEPARATES.contains(next) || ENDS.contains(next) || *next == '-' => {
                let last = levels.len() - 1;
                levels[last].extend(chars.next());
                // A name that has a separator is not cut at dashes.
                separated = true;
            }
            (c, _) if SEPARATES.contains(&c) => {
                levels.push(String::new());
                separated = true;
            }
            (c, _) if ENDS.contains(&c) => close(&mut levels, &mut separated)?,
            (c, _) => {
                let last = levels.len() - 1;
                levels[last].push(c);
            }
        }
    }
    close(&mut levels, &mut separated)?;
    Ok(out)
}

fn finished(levels: Vec<String>, separated: bool, root: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = match levels.as_slice() {
        [one] if !separated && one.trim() != root && one.contains('-') => {
            one.split('-').map(|name| name.trim().to_owned()).collect()
        }
        _ => levels.iter().map(|name| name.trim().to_owned()).collect(),
    };
    // A path may begin with its separator, and end with one.
    if names.len() > 1 && names.first().is_some_and(String::is_empty) {
        names.remove(0);
    }
    if names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    if names.iter().any(String::is_empty) {
        return Err(format!("部门路径 {} 缺少一级", levels.join("/")));
    }
    if names.first().is_some_and(|name| name == root) {
        names.remove(0);
    }
    Ok(names)
}

/// As exported, and as [`parse`] reads it.
pub fn shown(names: &[String], root: &str) -> String {
    let mut out = String::new();
    let mut add = |name: &str| {
        if !out.is_empty() {
            out.push('/');
        }
        for c in name.chars() {
            if SEPARATES.contains(&c) || ENDS.contains(&c) {
                out.push('\\');
            }
            out.push(c);
        }
    };
    match names.first() {
        None => return "/".into(),
        // Otherwise the first level would be taken for the root.
        Some(first) if first == root => add(root),
        Some(_) => {}
    }
    names.iter().for_each(|name| add(name));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<Vec<String>> {
        parse(text, "甲公司").unwrap()
    }

    #[test]
    fn paths_are_written_in_many_ways() {
        let wanted = vec![vec!["总部".to_owned(), "研发".into(), "平台组".into()]];
        for text in [
            "总部/研发/平台组",
            " 总部 / 研发 / 平台组 ",
            "总部-研发-平台组",
            "总部\\研发\\平台组",
            "总部>研发>平台组",
            "甲公司/总部/研发/平台组",
            "/总部/研发/平台组/",
            "甲公司-总部-研发-平台组",
        ] {
            assert_eq!(parsed(text), wanted, "{text}");
        }
        let two = vec![vec!["研发".to_owned()], vec!["市场".into(), "品牌".into()]];
        for text in ["研发,市场/品牌", "研发；市场/品牌", "研发\n市场-品牌", "研发，，市场/品牌,"] {
            assert_eq!(parsed(text), two, "{text}");
        }
        assert_eq!(parsed("甲公司"), [Vec::<String>::new()]);
        assert_eq!(parsed("/"), [Vec::<String>::new()]);
        assert_eq!(parsed("甲公司/甲公司"), [vec!["甲公司".to_owned()]]);
        assert!(parsed("").is_empty() && parsed(" , ").is_empty());
        assert!(parse("总部//平台组", "甲公司").is_err());
    }

    #[test]
    fn what_is_shown_is_read_back() {
        for names in [
            vec![],
            vec!["甲公司"],
            vec!["甲公司", "甲公司"],
            vec!["A/B", "研发"],
            vec!["a\\b;c>d"],
            vec!["x", "甲公司"],
            vec!["\\", "/"],
        ] {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            let text = shown(&names, "甲公司");
            assert_eq!(parsed(&text), [names], "{text}");
        }
    }
}
