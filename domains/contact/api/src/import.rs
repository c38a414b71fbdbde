//! People from a table, and back: the calls of the admin console's import and export pages.

use hobnail_wire::{Download, Empty, UserId, endpoint, endpoints, wire};

/// Uploads a table (.csv or .xlsx). It is read and judged in the background; nothing is written to the directory.
#[wire(camel)]
pub struct ImportUpload {
    pub file: Option<hobnail_wire::Upload>,
}

#[wire(camel)]
pub struct ImportUploadReply {
    pub import_id: i64,
}

/// How far an import is.
#[wire(camel)]
pub struct ImportGet {
    pub import_id: i64,
}

/// An import as it stands.
#[wire(camel)]
pub struct ImportState {
    pub import_id: i64,
    pub file_name: String,
    /// `reading`, `ready` (the dry run is over), `applying`, `done` or `failed`.
    pub state: String,
    /// Rows read so far.
    pub total: i64,
    /// Rows that make somebody, or made.
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
    /// Departments to be made.
    pub new_departments: i64,
    /// Rows written so far, of those created and updated.
    pub written: i64,
    /// Name of the worksheet; absent for CSV.
    pub sheet: Option<String>,
    /// Headers of the table that nothing is known of; their columns are left alone.
    pub ignored_columns: Vec<String>,
    /// Why it failed.
    pub reason: Option<String>,
    /// Who uploaded it; absent for an import from the command line.
    pub by: Option<UserId>,
    /// Milliseconds.
    pub created_ms: i64,
}

/// Imports of the last thirty days, newest first.
#[wire(camel)]
pub struct ImportPage {
    /// The `next` of the page before.
    pub after: Option<String>,
    #[limit(min = 1, max = 100)]
    pub limit: Option<i64>,
}

#[wire(camel)]
pub struct ImportPageReply {
    pub items: Vec<ImportState>,
    pub next: Option<String>,
}

/// What becomes, or became, of each row, in the order of the table.
#[wire(camel)]
pub struct ImportRows {
    pub import_id: i64,
    /// Only rows of this kind: `create`, `update`, `unchanged` or `refuse`.
    pub action: Option<String>,
    pub after: Option<String>,
    #[limit(min = 1, max = 500)]
    pub limit: Option<i64>,
}

#[wire(camel)]
pub struct ImportRowsReply {
    pub items: Vec<ImportRow>,
    pub next: Option<String>,
}

#[wire(camel)]
pub struct ImportRow {
    /// As a person counts in the file.
    pub row: i64,
    /// `create`, `update`, `unchanged` or `refuse`.
    pub action: String,
    pub userid: Option<UserId>,
    pub name: String,
    /// Which columns change, or why it is refused.
    pub reason: Option<String>,
}

/// Writes a table that was read: all of it, or with `keepGoing` what can be. It is done in the background and happens even when the
/// server ends in between.
#[wire(camel)]
pub struct ImportApply {
    pub import_id: i64,
    pub keep_going: Option<bool>,
}

/// An empty table with an example.
#[wire(camel)]
pub struct ImportTemplate {
    /// `xlsx` (as when absent) or `csv`.
    pub format: Option<String>,
    /// `zh` (as when absent) or `en`.
    pub language: Option<String>,
}

/// The directory as a table that can be imported again.
#[wire(camel)]
pub struct DirectoryExport {
    /// `xlsx` (as when absent) or `csv`.
    pub format: Option<String>,
    /// `zh` (as when absent) or `en`.
    pub language: Option<String>,
}

endpoint!(ImportUpload => ImportUploadReply, Console POST "/console/api/admin/import", files, admin Directory);
endpoint!(ImportGet => ImportState, Console GET "/console/api/admin/import", admin Directory);
endpoint!(ImportPage => ImportPageReply, Console GET "/console/api/admin/imports", admin Directory);
endpoint!(ImportRows => ImportRowsReply, Console GET "/console/api/admin/import/rows", admin Directory);
endpoint!(ImportApply => Empty, Console POST "/console/api/admin/import/apply", admin Directory);
endpoint!(ImportTemplate => Download, Console GET "/console/api/admin/import/template", admin Directory);
endpoint!(DirectoryExport => Download, Console GET "/console/api/admin/export", admin Directory);
endpoints![ImportUpload, ImportGet, ImportPage, ImportRows, ImportApply, ImportTemplate, DirectoryExport];
