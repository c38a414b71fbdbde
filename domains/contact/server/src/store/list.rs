//! The people of one department, a page in one of five orders.

use hobnail_contact_api::user::OrderField;
use hobnail_store::{FromRow, Query, Result, Row, args, sql};
use hobnail_wire::{CorpId, DeptId, Outcome};

use super::member::MemberRow;

macro_rules! in_order {
    ($order:literal) => {
        concat!(
            "select m.userid, m.account_id, m.unionid, m.name, m.mobile, m.telephone, m.email, m.job_number, m.manager_userid, ",
            "m.dept_ids, m.active, m.admin_level, m.limited, m.doc, p.rank, p.leader_seq ",
            "from member_dept p join member m on m.corp_id = p.corp_id and m.userid = p.userid ",
            "where p.corp_id = $1 and p.dept_id = $2 and (m.limited = false or $3) order by ",
            $order,
            " limit $4 offset $5"
        )
    };
}

sql! {
    CUSTOM = in_order!("p.rank, p.pinyin, p.userid");
    ENTRY_ASC = in_order!("p.entered_ms, p.userid");
    ENTRY_DESC = in_order!("p.entered_ms desc, p.userid desc");
    MODIFY_ASC = in_order!("p.modified_ms, p.userid");
    MODIFY_DESC = in_order!("p.modified_ms desc, p.userid desc");
}

/// A person as a member of the department that was asked for.
pub struct Listed {
    pub member: MemberRow,
    pub order: i64,
    pub leader: bool,
}

impl FromRow for Listed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        row.width(MemberRow::WIDTH + 2)?;
        Ok(Listed {
            member: MemberRow::read(row)?,
            order: row.get::<i64>(MemberRow::WIDTH)?.saturating_neg(),
            leader: !row.is_null(MemberRow::WIDTH + 1)?,
        })
    }
}

/// What to list.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub dept: DeptId,
    pub order: OrderField,
    /// Also people whose access is restricted.
    pub limited: bool,
    pub offset: i64,
    pub limit: i64,
}

pub async fn page(q: &mut impl Query, corp: &CorpId, wanted: Wanted) -> Outcome<Vec<Listed>> {
    let sql = match wanted.order {
        OrderField::Custom => CUSTOM,
        OrderField::EntryAsc => ENTRY_ASC,
        OrderField::EntryDesc => ENTRY_DESC,
        OrderField::ModifyAsc => MODIFY_ASC,
        OrderField::ModifyDesc => MODIFY_DESC,
    };
    Ok(q.rows(sql, args![corp, wanted.dept, wanted.limited, wanted.limit, wanted.offset]).await?)
}
