//! The older API of people: the same behaviour in its own words.

use hobnail_contact_api::user_v1::{
    UserByMobileV1, UserByMobileV1Reply, UserByUnionidV1, UserByUnionidV1Reply, UserGetV1, UserGetV1Reply,
};
use hobnail_cx::Cx;
use hobnail_wire::Outcome;

use crate::{
    show::{self, Shown},
    user,
};

pub async fn get(cx: Cx, req: UserGetV1) -> Outcome<UserGetV1Reply> {
    let shown = Shown::to(cx.caller.app()?, req.lang);
    let (row, places) = user::read(&cx, req.userid).await?;
    let limited = row.limited;
    Ok(show::user_v1(show::user(row, places, shown)?, limited))
}

pub async fn get_by_mobile(cx: Cx, req: UserByMobileV1) -> Outcome<UserByMobileV1Reply> {
    Ok(UserByMobileV1Reply { userid: user::find_by_mobile(&cx, req.mobile).await? })
}

pub async fn get_by_unionid(cx: Cx, req: UserByUnionidV1) -> Outcome<UserByUnionidV1Reply> {
    Ok(UserByUnionidV1Reply { contact_type: user::MEMBER, userid: user::find_by_unionid(&cx, req.unionid).await? })
}
