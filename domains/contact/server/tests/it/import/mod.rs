//! Tables of people: what is made of good ones, and what of every kind of bad one.

mod crooked;
mod fuzz;
mod whole;

use hobnail_contact::import::{self, Progress, Reported, State};
use hobnail_wire::Outcome;

use crate::kit::Kit;

/// What became of a table.
#[derive(Debug)]
pub struct Ran {
    pub progress: Progress,
    pub rows: Vec<Reported>,
}

impl Ran {
    /// Created, updated, unchanged, refused.
    pub fn counts(&self) -> (i64, i64, i64, i64) {
        let Progress { created, updated, unchanged, refused, .. } = self.progress;
        let of = |action: &str| self.rows.iter().filter(|row| row.action == action).count() as i64;
        let listed = (of("create"), of("update"), of("unchanged"), of("refuse"));
        assert_eq!((created, updated, unchanged, refused), listed, "the counts are those of the rows: {:?}", self.rows);
        listed
    }

    /// Action and reason of a row.
    pub fn row(&self, number: i64) -> (&str, &str) {
        let row = self.rows.iter().find(|row| row.row_no == number).unwrap_or_else(|| panic!("no row {number}: {:?}", self.rows));
        (&row.action, row.reason.as_deref().unwrap_or_default())
    }
}

async fn ran(kit: &Kit, id: i64) -> Ran {
    let (mut rows, mut after) = (Vec::new(), 0);
    loop {
        let page = import::report(&kit.cx(), &kit.corp, id, after, None, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.row_no;
        rows.extend(page);
    }
    Ran { progress: import::find(&mut kit.cx().db(), &kit.corp, id).await.unwrap(), rows }
}

/// The dry run.
pub async fn dry(kit: &Kit, table: impl Into<Vec<u8>>) -> Outcome<Ran> {
    let id = import::begin(&kit.cx(), &kit.corp, "花名册.csv", None).await?;
    let staged = import::stage(&kit.cx(), &kit.corp, id, import::bytes(table.into()), None, None).await;
    let ran = ran(kit, id).await;
    match staged {
        Ok(_) if ran.progress.state == State::Ready => Ok(ran),
        Ok(_) => Err(hobnail_wire::Fault::new(&hobnail_wire::codes::PARAM_ERROR).detail(ran.progress.reason.unwrap())),
        Err(fault) => {
            assert!(fault.source_chain().is_none(), "{fault:?}");
            assert_eq!(ran.progress.state, State::Failed);
            Err(fault)
        }
    }
}

/// The dry run, and everything written.
pub async fn bring(kit: &Kit, table: impl Into<Vec<u8>>, keep_going: bool) -> Outcome<Ran> {
    let id = dry(kit, table).await?.progress.import_id;
    import::apply(&kit.cx(), &kit.corp, id, keep_going).await?;
    import::run_here(&kit.cx()).await?;
    let ran = ran(kit, id).await;
    assert_eq!(ran.progress.state, State::Done);
    Ok(ran)
}
