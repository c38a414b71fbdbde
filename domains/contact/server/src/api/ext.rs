//! The API of outside contacts.

use hobnail_contact_api::ext::{
    ExtContact, ExtCreate, ExtCreateReply, ExtDelete, ExtGet, ExtGetReply, ExtLabel, ExtLabelGroup, ExtLabelGroups,
    ExtLabelGroupsReply, ExtList, ExtListReply, ExtUpdate,
};
use hobnail_cx::Cx;
use hobnail_wire::{Empty, Fault, Outcome, codes};

use super::paged;
use crate::{
    fields::filled,
    outside::{self, Facts, NewOutside, Outside},
};

/// The member who looks after the contact, and whom it is shared with, must lie in the caller's range.
pub async fn create(cx: Cx, req: ExtCreate) -> Outcome<ExtCreateReply> {
    let app = cx.caller.app()?.clone();
    let new = req.contact;
    let text = |text: Option<String>| text.as_deref().and_then(filled);
    let (state_code, mobile) = (needed(new.state_code, "state_code")?, needed(new.mobile, "mobile")?);
    let follower = needed(new.follower_user_id.map(String::from), "follower_user_id")?;
    let facts = Facts {
        label_ids: distinct(new.label_ids.unwrap_or_default()),
        share_dept_ids: distinct(new.share_dept_ids.unwrap_or_default()),
        share_userids: distinct(new.share_user_ids.unwrap_or_default()),
        title: text(new.title),
        company_name: text(new.company_name),
        address: text(new.address),
        remark: text(new.remark),
        email: text(new.email),
    };
    let name = new.name.unwrap_or_default();
    let inside = cx.clone();
    let made = cx.tx(async move |tx| {
        let new = NewOutside {
            name: name.clone(),
            mobile: mobile.clone(),
            state_code: state_code.clone(),
            follower_userid: follower.as_str().into(),
            facts: facts.clone(),
        };
        outside::create(tx, &inside, &app.corp, new, &app.range).await
    });
    Ok(ExtCreateReply { userid: made.await.map_err(|fault| fault.under("contact"))? })
}

/// As in [`create`]; what the contact was shared with before is checked again too.
pub async fn update(cx: Cx, req: ExtUpdate) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let change = req.contact;
    let userid = change.user_id.clone().filter(|userid| !userid.as_str().is_empty());
    let userid = userid.ok_or_else(|| Fault::new(&codes::USERID_BAD).field("contact.user_id"))?;
    let follower = needed(change.follower_user_id.clone().map(String::from), "follower_user_id")?;
    let inside = cx.clone();
    let done = cx.tx(async move |tx| {
        let unknown = || Fault::new(&codes::USER_NOT_FOUND).field("user_id").detail(userid.to_string());
        let mut contact = outside::find(tx, &app.corp, &userid).await?.ok_or_else(unknown)?;
        contact.name = change.name.clone().unwrap_or_default();
        contact.follower_userid = follower.as_str().into();
        let facts = &mut contact.facts;
        facts.label_ids = distinct(change.label_ids.clone().unwrap_or_default());
        for (field, given) in [
            (&mut facts.title, &change.title),
            (&mut facts.company_name, &change.company_name),
            (&mut facts.address, &change.address),
            (&mut facts.remark, &change.remark),
            (&mut facts.email, &change.email),
        ] {
            if let Some(given) = given {
                *field = filled(given);
            }
        }
        if let Some(depts) = &change.share_dept_ids {
            facts.share_dept_ids = distinct(depts.clone());
        }
        if let Some(userids) = &change.share_user_ids {
            facts.share_userids = distinct(userids.clone());
        }
        outside::update(tx, &inside, &app.corp, &contact, &app.range).await
    });
    done.await.map_err(|fault| fault.under("contact"))?;
    Ok(Empty {})
}

pub async fn delete(cx: Cx, req: ExtDelete) -> Outcome<Empty> {
    let corp = cx.corp()?;
    let inside = cx.clone();
    cx.tx(async move |tx| outside::remove(tx, &inside, &corp, &req.user_id).await).await?;
    Ok(Empty {})
}

pub async fn get(cx: Cx, req: ExtGet) -> Outcome<ExtGetReply> {
    let unknown = || Fault::new(&codes::USERID_INVALID).field("user_id").detail(req.user_id.to_string());
    let contact = outside::find(&mut cx.db(), &cx.corp()?, &req.user_id).await?.ok_or_else(unknown)?;
    Ok(ExtGetReply { result: shown(contact) })
}

pub async fn list(cx: Cx, req: ExtList) -> Outcome<ExtListReply> {
    let (size, offset) = paged::page(req.size, req.offset, 100, &codes::PAGE_SIZE)?;
    let contacts = outside::page(&mut cx.db(), &cx.corp()?, size, offset).await?;
    Ok(ExtListReply { results: contacts.into_iter().map(shown).collect() })
}

pub async fn label_groups(cx: Cx, req: ExtLabelGroups) -> Outcome<ExtLabelGroupsReply> {
    let corp = cx.corp()?;
    let (size, offset) = paged::page(req.size, req.offset, 100, &codes::EXT_LABEL_PAGE_SIZE)?;
    let groups = cx.read(async move |q| outside::labels(q, &corp, size, offset).await).await?;
    let results = groups.into_iter().map(|(group, labels)| ExtLabelGroup {
        name: group.name,
        color: group.color,
        labels: labels.into_iter().map(|(id, name)| ExtLabel { id, name }).collect(),
    });
    Ok(ExtLabelGroupsReply { results: results.collect() })
}

fn shown(contact: Outside) -> ExtContact {
    let (mobile, state_code) = (contact.mobile_number().to_owned(), contact.state_code().to_owned());
    let facts = contact.facts;
    ExtContact {
        userid: contact.userid,
        name: contact.name,
        mobile,
        state_code,
        label_ids: facts.label_ids,
        follower_user_id: contact.follower_userid,
        title: facts.title,
        company_name: facts.company_name,
        address: facts.address,
        remark: facts.remark,
        email: facts.email,
        share_dept_ids: facts.share_dept_ids,
        share_user_ids: facts.share_userids,
    }
}

fn needed(text: Option<String>, field: &'static str) -> Outcome<String> {
    let empty = || Fault::new(&codes::PARAM_EMPTY).field(format!("contact.{field}"));
    text.filter(|text| !text.trim().is_empty()).ok_or_else(empty)
}

fn distinct<T: PartialEq>(list: Vec<T>) -> Vec<T> {
    let mut out: Vec<T> = Vec::with_capacity(list.len());
    for entry in list {
        if !out.contains(&entry) {
            out.push(entry);
        }
    }
    out
}
