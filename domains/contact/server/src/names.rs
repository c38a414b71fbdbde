//! Names: what they may contain, and the forms by which they are found and sorted.
//!
//! A name is kept as written. Beside it stand a folded form (lower case, full-width letters as plain ones), its pinyin and
//! its initials, made here and never by a database, whose ideas of letters differ. Characters with several readings take the
//! commonest one, so a rare reading of a surname is found by its characters only.

use hobnail_wire::{Fault, Outcome, codes};
use pinyin::ToPinyin;

/// The forms of one name.
pub struct Folded {
    pub fold: String,
    pub pinyin: String,
    pub initials: String,
}

/// Lower case, full-width letters and blanks as plain ones.
pub fn fold(text: &str) -> String {
    text.trim().chars().map(narrow).flat_map(char::to_lowercase).collect()
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// All forms of a name: `张三` is `zhangsan` and `zs`, `Ann Lee` is `annlee` and `al`.
pub fn folded(name: &str) -> Folded {
    let fold = fold(name);
    let (mut pinyin, mut initials) = (String::with_capacity(fold.len() * 2), String::new());
    let mut in_word = false;
    for c in fold.chars() {
        if let Some(reading) = c.to_pinyin() {
            pinyin.push_str(reading.plain());
            initials.push_str(reading.first_letter());
            in_word = false;
        } else if c.is_alphanumeric() {
            pinyin.push(c);
            if !in_word {
                initials.push(c);
            }
            in_word = true;
        } else {
            in_word = false;
        }
    }
    Folded { fold, pinyin, initials }
}

/// Whether a name is found by this text: a part of it, the beginning of its pinyin or of its initials.
pub fn found_by(name: &str, text: &str) -> bool {
    let (name, text) = (folded(name), fold(text));
    name.fold.contains(&text) || name.pinyin.starts_with(&text) || name.initials.starts_with(&text)
}

/// A person's name: 1 to 80 characters, not blank, no control characters (60112).
pub fn check_person(name: &str) -> Outcome<()> {
    let refuse = |why: &'static str| Err(Fault::new(&codes::NAME_INVALID).field("name").detail(why));
    match () {
        () if name.trim().is_empty() => refuse("不能为空"),
        () if name.chars().count() > 80 => refuse("最长 80 个字符"),
        () if name.chars().any(char::is_control) => refuse("不能包含控制字符"),
        () => Ok(()),
    }
}

/// A department's name: 1 to 64 characters (60001) without `-`, `,`, `，` and control characters (60009).
pub fn check_dept(name: &str) -> Outcome<()> {
    let refuse = |code, why: &'static str| Err(Fault::new(code).field("name").detail(why));
    match () {
        () if name.trim().is_empty() => refuse(&codes::DEPT_NAME_INVALID, "不能为空"),
        () if name.chars().count() > 64 => refuse(&codes::DEPT_NAME_INVALID, "最长 64 个字符"),
        () if name.contains(['-', ',', '，']) => refuse(&codes::DEPT_NAME_CHARS, "不能包含 - , ，"),
        () if name.chars().any(char::is_control) => refuse(&codes::DEPT_NAME_CHARS, "不能包含控制字符"),
        () => Ok(()),
    }
}

/// A userid chosen by the corp: 1 to 64 visible ASCII characters, without those that lists and paths are made of (33012).
pub fn check_userid(userid: &str) -> Outcome<()> {
    let refuse = |why: &'static str| Err(Fault::new(&codes::USERID_INVALID).field("userid").detail(why));
    match () {
        () if userid.is_empty() => refuse("不能为空"),
        () if userid.chars().count() > 64 => refuse("最长 64 个字符"),
        () if !userid.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '$' | ':' | '+')) => {
            refuse("只能包含字母、数字和 - _ . @ $ : +")
        }
        () => Ok(()),
    }
}

/// A mail address: one `@`, something on both sides, no blanks (60105).
pub fn check_mail(mail: &str, field: &str) -> Outcome<()> {
    let ok = mail.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && !host.contains('@')
            && host.split('.').count() >= 2
            && host.split('.').all(|label| !label.is_empty())
            && !mail.chars().any(|c| c.is_whitespace() || c.is_control())
    });
    if ok { Ok(()) } else { Err(Fault::new(&codes::EMAIL_INVALID).field(field)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_characters_pinyin_and_initials() {
        for (name, fold, pinyin, initials) in [
            ("张三", "张三", "zhangsan", "zs"),
            ("Ann Lee", "ann lee", "annlee", "al"),
            ("Ｔｏｍ３", "tom3", "tom3", "t"),
            (" 王 Bob", "王 bob", "wangbob", "wb"),
            ("…", "…", "", ""),
        ] {
            let made = folded(name);
            assert_eq!((made.fold.as_str(), made.pinyin.as_str(), made.initials.as_str()), (fold, pinyin, initials), "{name}");
        }
    }

    #[test]
    fn names_that_are_refused_name_their_field() {
        for (name, errcode) in
            [("", 60001), ("  ", 60001), ("研发-一部", 60009), ("a,b", 60009), ("甲，乙", 60009), ("a\nb", 60009)]
        {
            let fault = check_dept(name).unwrap_err();
            assert_eq!((fault.code().errcode, fault.field_name()), (errcode, Some("name")), "{name:?}");
        }
        assert_eq!(check_dept(&"部".repeat(65)).unwrap_err().code().errcode, 60001);
        assert!(check_dept(&"部".repeat(64)).is_ok());
        assert!(check_person("O'Neil-张 (外包)").is_ok());
        assert_eq!(check_person(" ").unwrap_err().code().errcode, 60112);
    }

    #[test]
    fn userids_and_mails() {
        for good in ["a", "manager4220", "1020302901-431772414", "zhang.san@x", "$:LWCP_v1:$LT"] {
            assert!(check_userid(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "a,b", "张三", "a|b", "a/b", &"x".repeat(65)] {
            assert_eq!(check_userid(bad).unwrap_err().code().errcode, 33012, "{bad}");
        }
        assert!(check_mail("a@b.cn", "email").is_ok());
        for bad in ["", "a", "a@", "@b.cn", "a@b", "a@b..cn", "a b@c.cn", "a@b@c.cn"] {
            assert!(check_mail(bad, "email").is_err(), "{bad}");
        }
    }
}
