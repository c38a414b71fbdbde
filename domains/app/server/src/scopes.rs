//! What an app may see of the directory.

use hobnail_app_api::scopes::{AuthOrgScopes, AuthScopesGet, AuthScopesGetReply};
use hobnail_cx::{Cx, Range};
use hobnail_wire::{DeptId, Outcome};

/// Fields that every app with access to the directory reads.
const FIELDS: [&str; 10] =
    ["name", "userid", "avatar", "position", "jobnumber", "department", "isLeader", "isAdmin", "isHide", "deviceId"];
/// Fields that take a permission point of their own.
const GUARDED: [(&str, &str); 2] = [("mobile", "fieldMobile"), ("email", "fieldEmail")];

/// The app's range; the whole organisation is its root department.
pub async fn get(cx: Cx, _: AuthScopesGet) -> Outcome<AuthScopesGetReply> {
    let app = cx.caller.app()?;
    let (authed_dept, authed_user) = match &app.range {
        Range::All => (vec![DeptId::ROOT], Vec::new()),
        Range::Some { dept_ids, userids } => {
            (dept_ids.iter().copied().map(DeptId::from).collect(), userids.iter().map(|userid| userid.as_str().into()).collect())
        }
    };
    let guarded = GUARDED.iter().filter(|(_, scope)| app.scopes.contains(*scope)).map(|(field, _)| *field);
    Ok(AuthScopesGetReply {
        auth_user_field: FIELDS.into_iter().chain(guarded).map(str::to_owned).collect(),
        condition_field: Vec::new(),
        auth_org_scopes: AuthOrgScopes { authed_user, authed_dept },
    })
}
