//! People by what somebody remembers of them: a part of the name, pinyin, initials, the beginning of a number or of a userid.
//!
//! Each of these is a key of which one range is read, so a search costs the same whatever the size of the corp. The keys are
//! read one after the other, names first; who fits several is told where they fit first. The place in all of this is a text
//! that the next page begins behind, so nothing is kept between pages, and people who come or leave meanwhile do no harm.
//!
//! Deliberately not: pinyin from the middle of a name, wrong letters, ranking.

use hobnail_store::Query;
use hobnail_wire::{CorpId, Fault, Outcome, codes};

use super::{Found, cards};
use crate::{
    names::{self, Folded},
    store::{
        self,
        member::MemberRow,
        term::{Hit, Source},
    },
};

/// Sorts behind every text that begins with what stands before it.
const LAST: char = '\u{10ffff}';

/// What a person of this name is found by in `member_term`.
pub(crate) fn terms(folded: &Folded) -> Vec<String> {
    let name = squeezed(&folded.fold);
    let mut terms: Vec<String> = name.char_indices().map(|(at, _)| name[at..].to_owned()).collect();
    if !folded.initials.is_empty() && !terms.contains(&folded.initials) {
        terms.push(folded.initials.clone());
    }
    terms
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is looked for in which key: key and beginning.
struct Wanted(Vec<(Source, String)>);

impl Wanted {
    fn new(text: &str) -> Self {
        let begins = squeezed(&names::fold(text));
        if begins.is_empty() {
            return Wanted(vec![(Source::Pinyin, String::new())]);
        }
        let is_number = begins.len() >= 3 && begins.bytes().all(|b| b.is_ascii_digit() || b == b'+' || b == b'-');
        let mut keys = vec![(Source::Term, begins.clone()), (Source::Pinyin, begins.clone())];
        if is_number {
            keys.push((Source::Mobile, begins));
        }
        keys.push((Source::Userid, text.trim().to_owned()));
        Wanted(keys)
    }

    /// The first key and value by which a person is found: there, and nowhere else, they are told.
    fn first(&self, person: &MemberRow) -> Option<(Source, String)> {
        let folded = names::folded(&person.name);
        self.0.iter().find_map(|(source, begins)| {
            let mut values = match source {
                Source::Term => terms(&folded),
                Source::Pinyin => vec![folded.pinyin.clone()],
                Source::Mobile => person.mobile.clone().into_iter().collect(),
                Source::Userid => vec![person.userid.to_string()],
            };
            values.retain(|value| value.starts_with(begins.as_str()));
            values.into_iter().min().map(|value| (*source, value))
        })
    }
}

/// A place between two people of an answer; as text `1 zhangsan 张三`: key, userid, value.
struct Place {
    key: usize,
    userid: String,
    value: String,
}

impl Place {
    fn parse(text: &str) -> Option<Place> {
        let mut parts = text.splitn(3, ' ');
        Some(Place { key: parts.next()?.parse().ok()?, userid: parts.next()?.to_owned(), value: parts.next()?.to_owned() })
    }
}

/// People who fit `text`, and where the next page begins; everybody in the order of pinyin when it is blank.
///
/// A number is looked for from its third digit on. `after` is the `next` of the page before (400002 when it is none).
pub async fn search(
    q: &mut impl Query,
    corp: &CorpId,
    text: &str,
    after: Option<&str>,
    limit: i64,
) -> Outcome<(Vec<Found>, Option<String>)> {
    let wanted = Wanted::new(text);
    let unreadable = || Fault::new(&codes::PARAM_ERROR).field("after");
    let after = after.map(|after| Place::parse(after).ok_or_else(unreadable)).transpose()?;
    let mut place = after.unwrap_or_else(|| Place { key: 0, userid: String::new(), value: String::new() });
    let mut people = Vec::new();
    let mut next = None;
    while let Some((source, begins)) = wanted.0.get(place.key) {
        let value = if place.userid.is_empty() { begins.as_str() } else { place.value.as_str() };
        let end = format!("{begins}{LAST}");
        // A userid is its own value, and would come after itself.
        let behind = (value, if *source == Source::Userid && place.userid.is_empty() { "" } else { place.userid.as_str() });
        let hits = store::term::range(q, corp, *source, behind, &end, limit).await?;
        let read_all = (hits.len() as i64) < limit;
        for Hit { member, key } in hits {
            place = Place { key: place.key, userid: member.userid.to_string(), value: key };
            let told_here = wanted.first(&member).is_some_and(|(first, value)| first == *source && value == place.value);
            if told_here {
                people.push(member);
            }
            if people.len() as i64 == limit {
                next = Some(format!("{} {} {}", place.key, place.userid, place.value));
                break;
            }
        }
        if next.is_some() {
            break;
        }
        if read_all {
            place = Place { key: place.key + 1, userid: String::new(), value: String::new() };
        }
    }
    let found = cards(q, corp, people).await?.into_iter().map(|card| Found {
        userid: card.userid,
        name: card.name,
        avatar: card.avatar,
        title: card.title,
        dept_name: card.dept_names.into_iter().next(),
    });
    Ok((found.collect(), next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_endings_and_initials() {
        assert_eq!(terms(&names::folded("张三丰")), ["张三丰", "三丰", "丰", "zsf"]);
        assert_eq!(terms(&names::folded("Ann Li")), ["annli", "nnli", "nli", "li", "i", "al"]);
    }
}
