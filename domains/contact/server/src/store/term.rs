//! Rows of `member_term`, and the ranges that a search reads.

use hobnail_store::{FromRow, Query, Result, Row, Tx, Val, args, sql, vals};
use hobnail_wire::{CorpId, Outcome, UserId};

use super::member::MemberRow;

macro_rules! range {
    ($key:literal, $from:literal, $where:literal) => {
        concat!(
            "select m.userid, m.account_id, m.unionid, m.name, m.mobile, m.telephone, m.email, m.job_number, m.manager_userid, ",
            "m.dept_ids, m.active, m.admin_level, m.limited, m.doc, ",
            $key,
            " from ",
            $from,
            " where ",
            $where,
            " order by ",
            $key,
            ", m.userid limit $5"
        )
    };
}

sql! {
    INSERT = "insert into member_term (corp_id, term, userid) values ($1, $2, $3) on conflict do nothing";
    DELETE = "delete from member_term where corp_id = $1 and term = $2 and userid = $3";
    BY_TERM = range!("t.term", "member_term t join member m on m.corp_id = t.corp_id and m.userid = t.userid",
        "t.corp_id = $1 and (t.term, t.userid) > ($2, $3) and t.term < $4");
    BY_PINYIN = range!("m.pinyin", "member m", "m.corp_id = $1 and (m.pinyin, m.userid) > ($2, $3) and m.pinyin < $4");
    BY_MOBILE = range!("m.mobile", "member m", "m.corp_id = $1 and (m.mobile, m.userid) > ($2, $3) and m.mobile < $4");
    BY_USERID = range!("m.userid", "member m", "m.corp_id = $1 and (m.userid, m.userid) > ($2, $3) and m.userid < $4");
}

/// What people are looked up by, each with a key that can be read in ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Term,
    Pinyin,
    Mobile,
    Userid,
}

/// A person with the key by which they were found.
pub struct Hit {
    pub member: MemberRow,
    pub key: String,
}

impl FromRow for Hit {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.width(MemberRow::WIDTH + 1)?;
        Ok(Hit { member: MemberRow::read(row)?, key: row.get(MemberRow::WIDTH)? })
    }
}

/// Those whose key lies behind (`after`, `userid`) and before `end`, in the order of key and userid.
pub async fn range(
    q: &mut impl Query,
    corp: &CorpId,
    source: Source,
    after: (&str, &str),
    end: &str,
    limit: i64,
) -> Outcome<Vec<Hit>> {
    let sql = match source {
        Source::Term => BY_TERM,
        Source::Pinyin => BY_PINYIN,
        Source::Mobile => BY_MOBILE,
        Source::Userid => BY_USERID,
    };
    Ok(q.rows(sql, args![corp, after.0, after.1, end, limit]).await?)
}

/// Enters the terms of people: userid, terms.
pub async fn insert_many<'a>(tx: &mut Tx, corp: &CorpId, people: impl Iterator<Item = (&'a str, &'a [String])>) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> =
        people.flat_map(|(userid, terms)| terms.iter().map(move |term| vals![corp, term, userid])).collect();
    tx.exec_many(INSERT, &rows).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, userid: &UserId, terms: &[String]) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = terms.iter().map(|term| vals![corp, term, userid]).collect();
    tx.exec_many(DELETE, &rows).await?;
    Ok(())
}
