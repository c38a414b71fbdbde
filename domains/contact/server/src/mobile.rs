//! Mobile numbers: one written form for each number, so that a number is found however it was sent.
//!
//! Numbers of the mainland are kept as 11 digits, with or without `+86-` when they come. All others are kept as
//! `+xx-number`, and must come so.

/// A number in its one written form.
pub struct Mobile(String);

impl Mobile {
    /// `None` when it is no number.
    pub fn parse(text: &str) -> Option<Mobile> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix('+') else {
            return mainland(text.strip_prefix("86-").unwrap_or(text));
        };
        let (state, number) = match rest.split_once('-') {
            Some((state, number)) => (state, number),
            // +8613800000000, without the dash.
            None => ("86", rest.strip_prefix("86")?),
        };
        if !digits(state, 1..=4) || state.starts_with('0') {
            return None;
        }
        if state == "86" {
            return mainland(number);
        }
        digits(number, 5..=15).then(|| Mobile(format!("+{state}-{number}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The country's code of a number in its written form.
pub fn state_code(mobile: &str) -> &str {
    mobile.strip_prefix('+').and_then(|rest| rest.split_once('-')).map_or("86", |(state, _)| state)
}

fn mainland(number: &str) -> Option<Mobile> {
    (digits(number, 11..=11) && number.starts_with('1')).then(|| Mobile(number.to_owned()))
}

fn digits(text: &str, len: std::ops::RangeInclusive<usize>) -> bool {
    len.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for (sent, kept, state) in [
            ("13800000001", "13800000001", "86"),
            (" 13800000001 ", "13800000001", "86"),
            ("+86-13800000001", "13800000001", "86"),
            ("86-13800000001", "13800000001", "86"),
            ("+8613800000001", "13800000001", "86"),
            ("+852-91234567", "+852-91234567", "852"),
            ("+1-2025550123", "+1-2025550123", "1"),
        ] {
            let mobile = Mobile::parse(sent).unwrap();
            assert_eq!((mobile.as_str(), state_code(mobile.as_str())), (kept, state), "{sent}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for bad in [
            "",
            "1",
            "23800000001",
            "1380000000",
            "138000000012",
            "1380000000a",
            "+86-1380000000",
            "+-123456",
            "+85291234567",
            "+852-",
            "+852-12ab5678",
            "+00-123456",
            "１３８００００００００１",
        ] {
            assert!(Mobile::parse(bad).is_none(), "{bad}");
        }
    }
}
