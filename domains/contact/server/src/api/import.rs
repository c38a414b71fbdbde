//! Import and export as the admin console calls them. Whoever may administer the directory as a whole may do this; an administrator
//! of some departments may not, because a table may name any.

use std::io::Cursor;

use hobnail_contact_api::import::{
    DirectoryExport, ImportApply, ImportGet, ImportPage, ImportPageReply, ImportRow, ImportRows, ImportRowsReply, ImportState,
    ImportTemplate, ImportUpload, ImportUploadReply,
};
use hobnail_cx::{Cx, File, caller::Person, secrets::random_text};
use hobnail_sheet::Format;
use hobnail_wire::{Empty, Fault, Outcome, Right, codes};

use crate::{
    directory,
    import::{self, Progress, Reported},
};

/// People whom the console exports; more are for the command, which writes to a file and not to a reply.
const EXPORTED: i64 = 200_000;

fn person(cx: &Cx) -> Outcome<&Person> {
    let person = cx.caller.administers(Right::Directory)?;
    if person.manages.is_all() {
        return Ok(person);
    }
    Err(Fault::new(&codes::CONSOLE_FORBIDDEN).detail("导入导出需要管理整个组织的通讯录"))
}

/// The file is kept before the import is entered, so that an import never lacks its file.
pub async fn upload(cx: Cx, req: ImportUpload) -> Outcome<ImportUploadReply> {
    let (corp, userid) = {
        let person = person(&cx)?;
        (person.corp.clone(), person.userid.clone())
    };
    let part = cx.uploaded(req.file.as_ref()).ok_or_else(|| Fault::new(&codes::MEDIA_MISSING).field("file"))?;
    let (name, bytes) = (part.name.clone(), part.bytes.clone());
    if bytes.is_empty() {
        return Err(Fault::new(&codes::MEDIA_EMPTY).field("file"));
    }
    let key = format!("{corp}/import/{}", random_text(24).map_err(Fault::internal)?);
    cx.core.files.put(&key, bytes).await?;
    let import_id = import::begin_uploaded(&cx, &corp, &name, &key, Some(&userid)).await?;
    Ok(ImportUploadReply { import_id })
}

pub async fn get(cx: Cx, req: ImportGet) -> Outcome<ImportState> {
    let corp = &person(&cx)?.corp;
    Ok(shown(import::find(&mut cx.db(), corp, req.import_id).await?))
}

pub async fn page(cx: Cx, req: ImportPage) -> Outcome<ImportPageReply> {
    let corp = &person(&cx)?.corp;
    let limit = req.limit.unwrap_or(20);
    let items = import::list(&mut cx.db(), corp, place(req.after.as_deref())?, limit).await?;
    let next = items.last().filter(|_| items.len() as i64 == limit).map(|last| last.import_id.to_string());
    Ok(ImportPageReply { items: items.into_iter().map(shown).collect(), next })
}

pub async fn rows(cx: Cx, req: ImportRows) -> Outcome<ImportRowsReply> {
    let corp = &person(&cx)?.corp;
    if req.action.as_deref().is_some_and(|action| !matches!(action, "create" | "update" | "unchanged" | "refuse")) {
        return Err(Fault::new(&codes::PARAM_ERROR).field("action").detail("取值为 create、update、unchanged 或 refuse"));
    }
    import::find(&mut cx.db(), corp, req.import_id).await?;
    let (limit, after) = (req.limit.unwrap_or(100), place(req.after.as_deref())?.unwrap_or(0));
    let rows = import::report(&cx, corp, req.import_id, after, req.action.as_deref(), limit).await?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit).map(|last| last.row_no.to_string());
    let items = rows.into_iter().map(|Reported { row_no, action, userid, name, reason }| ImportRow {
        row: row_no,
        action,
        userid: userid.map(Into::into),
        name,
        reason,
    });
    Ok(ImportRowsReply { items: items.collect(), next })
}

pub async fn apply(cx: Cx, req: ImportApply) -> Outcome<Empty> {
    let corp = &person(&cx)?.corp;
    import::apply(&cx, corp, req.import_id, req.keep_going.unwrap_or(false)).await?;
    Ok(Empty {})
}

pub async fn template(cx: Cx, req: ImportTemplate) -> Outcome<File> {
    person(&cx)?;
    let (format, english) = asked(req.format.as_deref(), req.language.as_deref())?;
    let bytes = import::template(format, english, Cursor::new(Vec::new()))?.into_inner();
    Ok(file(bytes, format, if english { "directory-template" } else { "通讯录导入模板" }))
}

pub async fn export(cx: Cx, req: DirectoryExport) -> Outcome<File> {
    let corp = &person(&cx)?.corp;
    let (format, english) = asked(req.format.as_deref(), req.language.as_deref())?;
    if directory::count(&mut cx.db(), corp).await? > EXPORTED {
        let why = format!("超过 {EXPORTED} 人，请在服务器上使用 hobnail export");
        return Err(Fault::new(&codes::TOO_LONG).detail(why));
    }
    let (out, _) = import::export(&cx, corp, format, english, Cursor::new(Vec::new())).await?;
    Ok(file(out.into_inner(), format, if english { "directory" } else { "通讯录" }))
}

fn file(bytes: Vec<u8>, format: Format, name: &str) -> File {
    let (mime, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    File { bytes: bytes.into(), mime: mime.into(), save_as: Some(format!("{name}.{ending}")) }
}

fn asked(format: Option<&str>, language: Option<&str>) -> Outcome<(Format, bool)> {
    let refuse = |field: &str, why: &'static str| Err(Fault::new(&codes::PARAM_ERROR).field(field).detail(why));
    let format = match format {
        None | Some("xlsx") => Format::Xlsx,
        Some("csv") => Format::Csv,
        Some(_) => return refuse("format", "取值为 xlsx 或 csv"),
    };
    match language {
        None | Some("zh") => Ok((format, false)),
        Some("en") => Ok((format, true)),
        Some(_) => refuse("language", "取值为 zh 或 en"),
    }
}

fn place(after: Option<&str>) -> Outcome<Option<i64>> {
    after.map(|after| after.parse().map_err(|_| Fault::new(&codes::PARAM_ERROR).field("after"))).transpose()
}

fn shown(progress: Progress) -> ImportState {
    ImportState {
        import_id: progress.import_id,
        file_name: progress.file_name,
        state: progress.state.as_str().into(),
        total: progress.total,
        created: progress.created,
        updated: progress.updated,
        unchanged: progress.unchanged,
        refused: progress.refused,
        new_departments: progress.new_depts,
        written: progress.written,
        sheet: progress.note.sheet,
        ignored_columns: progress.note.ignored,
        reason: progress.reason,
        by: progress.by_userid.map(Into::into),
        created_ms: progress.created_ms,
    }
}
