//! `hobnail import` and `hobnail export`: the directory from a table, and back.
//!
//! The dry run always comes first. What is to be written is then a job in the database: a server that runs on it does it, and the
//! command watches; without one the command does it. Should either end in between, the other, or the next one, goes on.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use hobnail_contact::import::{self, Progress, Reported, State};
use hobnail_cx::Cx;
use hobnail_sheet::{Format, Writer};
use hobnail_store::Backend;
use hobnail_wire::{CorpId, Fault, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{
    place::{Place, corp_of},
    say, tell,
};
use crate::{lock, server::StartError};

#[derive(Args)]
pub struct ImportArgs {
    /// The table: .csv (UTF-8, UTF-16 or GB18030) or .xlsx.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// The organisation; may be left out where there is one only.
    #[arg(long)]
    corp: Option<CorpId>,
    /// The worksheet; the first with a header when absent.
    #[arg(long)]
    sheet: Option<String>,
    /// Say what would happen, and stop there.
    #[arg(long)]
    dry_run: bool,
    /// Bring in the rows that can be, when others are refused.
    #[arg(long)]
    keep_going: bool,
    /// Write what became of each row to this file (.csv or .xlsx).
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

#[derive(Args)]
pub struct ExportArgs {
    /// The table to write: .csv or .xlsx.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    #[arg(long)]
    corp: Option<CorpId>,
    /// English headers.
    #[arg(long)]
    english: bool,
    /// Not the directory but an empty table with an example, to be filled in.
    #[arg(long)]
    template: bool,
}

/// Refused rows that are shown on a terminal.
const SHOWN: usize = 50;
const PAGE: i64 = 1000;
const LOOK: Duration = Duration::from_millis(100);

pub async fn import(args: ImportArgs, json: bool) -> Result<(), StartError> {
    let file = File::open(&args.file).map_err(|e| format!("{}: {e}", args.file.display()))?;
    if let Some(report) = &args.report {
        format(report)?;
    }
    let opened = args.place.open().await?;
    let outcome = run(&opened.cx(), &args, file, json).await;
    opened.close().await;
    outcome
}

async fn run(cx: &Cx, args: &ImportArgs, file: File, json: bool) -> Result<(), StartError> {
    let corp = &corp_of(&mut cx.db(), args.corp.clone()).await?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let id = import::begin(cx, corp, &name, None).await?;
    let bar = bar(json);
    let staging = import::stage(cx, corp, id, BufReader::new(file), args.sheet.clone(), None);
    let mut progress = watched(cx, corp, id, &bar, staging).await?;
    if progress.state != State::Ready {
        return Err(progress.reason.unwrap_or_else(|| "the table could not be read".into()).into());
    }
    let refused = progress.refused > 0 && !args.keep_going;
    if !args.dry_run && !refused {
        import::apply(cx, corp, id, args.keep_going).await?;
        progress = watched(cx, corp, id, &bar, written(cx, corp, id)).await?;
    }
    bar.finish_and_clear();
    report(cx, corp, id, args, json).await?;
    summary(&progress, args.dry_run, json);
    match progress.state {
        State::Done if progress.refused == 0 || args.keep_going => Ok(()),
        State::Ready if args.dry_run && progress.refused == 0 => Ok(()),
        State::Ready if args.dry_run => Err(format!("{} rows would be refused", progress.refused).into()),
        _ => Err(format!("{} rows are refused; see --keep-going", progress.refused).into()),
    }
}

/// Waits until an import is written: by a server, or here where there is none. On PostgreSQL whoever takes the lease first does it.
async fn written(cx: &Cx, corp: &CorpId, id: i64) -> Outcome<Progress> {
    let data = &cx.core.data;
    for look in 0_u32.. {
        let elsewhere = look % 10 > 0 || (cx.db().backend() == Backend::Sqlite && lock::server_runs(data));
        if !elsewhere
            && let Err(fault) = import::run_here(cx).await
            // A server that has just started takes the lease away, and goes on.
            && !lock::server_runs(data)
        {
            return Err(fault);
        }
        let progress = import::find(&mut cx.db(), corp, id).await?;
        if progress.state != State::Applying {
            return Ok(progress);
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(Fault::internal("the import does not end"))
}

/// Shows how far an import is while something is done with it.
async fn watched(
    cx: &Cx,
    corp: &CorpId,
    id: i64,
    bar: &ProgressBar,
    doing: impl Future<Output = Outcome<Progress>>,
) -> Result<Progress, StartError> {
    let mut doing = std::pin::pin!(doing);
    loop {
        tokio::select! {
            done = &mut doing => return Ok(done?),
            () = tokio::time::sleep(LOOK) => {
                let now = import::find(&mut cx.db(), corp, id).await?;
                match now.state {
                    State::Applying => {
                        bar.set_length((now.created + now.updated).max(now.written) as u64);
                        bar.set_position(now.written as u64);
                        bar.set_message("written");
                    }
                    _ => {
                        bar.set_position(now.total as u64);
                        bar.set_message("rows checked");
                    }
                }
            }
        }
    }
}

fn bar(json: bool) -> ProgressBar {
    let bar = if json { ProgressBar::hidden() } else { ProgressBar::no_length() };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar
}

fn format(path: &Path) -> Result<Format, StartError> {
    let name = path.to_string_lossy();
    Format::of(&name).ok_or_else(|| format!("{name}: the name must end in .csv or .xlsx").into())
}

/// Every row into the report's file and, one object each, into JSON output; the refused ones onto a terminal.
async fn report(cx: &Cx, corp: &CorpId, id: i64, args: &ImportArgs, json: bool) -> Result<(), StartError> {
    let mut table = match &args.report {
        Some(path) => {
            let file = BufWriter::new(File::create(path).map_err(|e| format!("{}: {e}", path.display()))?);
            let mut table = Writer::new(format(path)?, file)?;
            table.row(&["行", "结果", "员工UserID", "姓名", "说明"])?;
            Some(table)
        }
        None => None,
    };
    let every = json || table.is_some();
    let (mut after, mut shown) = (0, 0);
    loop {
        let rows = import::report(cx, corp, id, after, (!every).then_some("refuse"), PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.row_no;
        for row in rows {
            let Reported { row_no, action, userid, name, reason } = &row;
            let reason = reason.as_deref().unwrap_or_default();
            if let Some(table) = &mut table {
                table.row(&[&row_no.to_string(), word(action), userid.as_deref().unwrap_or_default(), name, reason])?;
            }
            if json {
                say(
                    &json!({ "event": "row", "row": row_no, "action": action, "userid": userid, "name": name, "reason": reason }),
                );
            } else if action == "refuse" {
                shown += 1;
                if shown <= SHOWN {
                    tell(false, &json!(null), &format!("{row_no:>7}  {name}  {reason}"));
                }
            }
        }
        if !every && shown > SHOWN {
            tell(false, &json!(null), "      …  more with --report FILE");
            break;
        }
    }
    if let Some(table) = table {
        table.finish()?.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    }
    Ok(())
}

fn word(action: &str) -> &'static str {
    match action {
        "create" => "新增",
        "update" => "更新",
        "unchanged" => "无变化",
        _ => "不能导入",
    }
}

fn summary(progress: &Progress, dry_run: bool, json: bool) {
    let Progress { import_id, total, created, updated, unchanged, refused, new_depts, note, .. } = progress;
    let state = progress.state.as_str();
    let ignored = match note.ignored.as_slice() {
        [] => String::new(),
        names => format!("\ncolumns left alone: {}", names.join(", ")),
    };
    let would = if progress.state == State::Done { "" } else { "would be " };
    let nothing = if progress.state == State::Done {
        ""
    } else if dry_run {
        " (dry run)"
    } else {
        "; nothing was written"
    };
    tell(
        json,
        &json!({
            "event": "import", "import_id": import_id, "state": state, "total": total, "created": created, "updated": updated,
            "unchanged": unchanged, "refused": refused, "new_departments": new_depts, "ignored_columns": note.ignored,
        }),
        &format!(
            "{total} rows: {created} {would}created, {updated} {would}updated, {unchanged} unchanged, {refused} refused; \
             {new_depts} new departments{nothing}{ignored}"
        ),
    );
}

pub async fn export(args: ExportArgs, json: bool) -> Result<(), StartError> {
    let format = format(&args.file)?;
    let beside = args.file.with_extension("part");
    let file = BufWriter::new(File::create(&beside).map_err(|e| format!("{}: {e}", beside.display()))?);
    let (mut file, people) = match args.template {
        true => (import::template(format, args.english, file)?, 0),
        false => {
            let opened = args.place.open().await?;
            let corp = corp_of(&mut opened.cx().db(), args.corp).await?;
            let done = import::export(&opened.cx(), &corp, format, args.english, file).await?;
            opened.close().await;
            done
        }
    };
    file.flush()?;
    file.get_ref().sync_all()?;
    std::fs::rename(&beside, &args.file)?;
    let text = format!("{people} people in {}", args.file.display());
    tell(json, &json!({ "event": "export", "people": people, "file": args.file }), &text);
    Ok(())
}
