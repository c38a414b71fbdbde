//! `hobnail seed`: a large organisation to try things on.

use clap::Args;
use hobnail_contact::corp::{self, NewCorp};
use hobnail_cx::days::DEFAULT_ZONE;
use hobnail_wire::CorpId;
use indicatif::ProgressBar;
use serde_json::json;

use super::{
    place::{Place, corp_of},
    tell,
};
use crate::{
    seed::{self, Plan},
    server::StartError,
};

#[derive(Args)]
pub struct SeedArgs {
    #[command(flatten)]
    place: Place,
    /// People.
    #[arg(long, default_value_t = 1000)]
    users: usize,
    /// Departments.
    #[arg(long, default_value_t = 50)]
    depts: usize,
    /// Which organisation: the same number makes the same one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Fill this organisation instead of a new one.
    #[arg(long)]
    corp: Option<CorpId>,
    /// Name of the new organisation.
    #[arg(long, default_value = "星河集团")]
    name: String,
}

pub async fn seed(args: SeedArgs, json: bool) -> Result<(), StartError> {
    if args.users > 50_000_000 || args.depts > args.users.max(1) {
        return Err("at most 50,000,000 people, and no more departments than people".into());
    }
    let opened = args.place.open().await?;
    let cx = opened.cx();
    let began = std::time::Instant::now();
    let corp_id = match &args.corp {
        Some(corp_id) => corp_of(&mut cx.db(), Some(corp_id.clone())).await?,
        None => {
            let corp_id = CorpId::from(format!("dingseed{:016x}", args.seed));
            if corp::find(&mut cx.db(), &corp_id).await?.is_some() {
                return Err(format!(
                    "there is the organisation {corp_id} of this seed already; name it with --corp, or take another seed"
                )
                .into());
            }
            let (inner, new) = (cx.clone(), NewCorp { corp_id: corp_id.clone(), name: args.name, zone: DEFAULT_ZONE.into() });
            cx.tx(async move |tx| corp::create(tx, &inner, &new).await).await?;
            corp_id
        }
    };
    let bar = if json { ProgressBar::hidden() } else { ProgressBar::new(args.users as u64) };
    let plan = Plan { users: args.users, depts: args.depts, seed: args.seed };
    seed::fill(&cx, &corp_id, plan, |done| bar.set_position(done as u64)).await?;
    bar.finish_and_clear();
    opened.close().await;
    let (users, depts, seconds) = (args.users, args.depts, began.elapsed().as_secs_f64());
    tell(
        json,
        &json!({ "event": "seed", "corp_id": corp_id, "users": users, "departments": depts, "seconds": seconds }),
        &format!("CorpId {corp_id}\n{users} people in {depts} departments, {seconds:.1} s"),
    );
    Ok(())
}
