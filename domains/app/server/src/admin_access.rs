//! Whether an administrator may manage an app: the main one, and whoever was granted the workbench's right.

use hobnail_app_api::admin_access::{AppAdminAccess, AppAdminAccessReply, MicroappAccess, MicroappAccessReply};
use hobnail_contact::{grant, member};
use hobnail_cx::Cx;
use hobnail_wire::{AgentId, Fault, Outcome, Right, UserId, codes};

use crate::store::app;

pub async fn get(cx: Cx, req: MicroappAccess) -> Outcome<MicroappAccessReply> {
    let found = manages(&cx, req.app_id, req.user_id).await?;
    Ok(MicroappAccessReply { can_access: found.map_err(|unknown| unknown.fault("appId", "userId"))? })
}

pub async fn get_v1(cx: Cx, req: AppAdminAccess) -> Outcome<AppAdminAccessReply> {
    let found = manages(&cx, req.agent_id, req.user_id).await?;
    Ok(AppAdminAccessReply { result: found.map_err(|unknown| unknown.fault("agentId", "userId"))? })
}

/// What the corp hasn't.
enum Unknown {
    App,
    Person,
}

impl Unknown {
    fn fault(self, app: &'static str, person: &'static str) -> Fault {
        match self {
            Unknown::App => Fault::new(&codes::APP_ACCESS_AGENT).field(app),
            Unknown::Person => Fault::new(&codes::APP_ACCESS_USER).field(person),
        }
    }
}

async fn manages(cx: &Cx, agent_id: AgentId, userid: UserId) -> Outcome<Result<bool, Unknown>> {
    let corp = cx.corp()?;
    cx.read(async move |q| {
        if app::find(q, &corp, agent_id).await?.is_none() {
            return Ok(Err(Unknown::App));
        }
        let Some(card) = member::card(q, &corp, &userid).await? else { return Ok(Err(Unknown::Person)) };
        let held = grant::of(q, &corp, &userid, card.admin_level).await?;
        Ok(Ok(held.rights.contains(&Right::Workbench)))
    })
    .await
}
