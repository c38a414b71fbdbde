//! The workbench's contacts room: the directory as the person who looks at it sees it.

use hobnail_wire::{DeptId, UserId, endpoint, endpoints, wire};

/// One department with what lies in it.
#[wire(camel)]
pub struct MyDirectory {
    /// The organisation itself when absent.
    pub dept_id: Option<DeptId>,
    /// How many people came before.
    #[limit(min = 0, max = 100_000)]
    pub offset: Option<i64>,
}

#[wire(camel)]
pub struct MyDirectoryReply {
    /// From the organisation down to the department.
    pub chain: Vec<MyDept>,
    pub departments: Vec<MyDept>,
    pub people: Vec<MyColleague>,
    /// The offset of the next page of people.
    pub next: Option<i64>,
}

#[wire(camel)]
pub struct MyDept {
    pub dept_id: DeptId,
    pub name: String,
}

#[wire(camel)]
pub struct MyColleague {
    pub userid: UserId,
    pub name: String,
    pub avatar: Option<String>,
    pub title: Option<String>,
    /// Leads the department.
    pub leader: bool,
}

endpoint!(MyDirectory => MyDirectoryReply, Console GET "/console/api/me/directory", person);

/// What a colleague's profile shows.
#[wire(camel)]
pub struct MyColleagueGet {
    pub userid: UserId,
}

#[wire(camel)]
pub struct MyColleagueGetReply {
    pub userid: UserId,
    pub name: String,
    pub avatar: Option<String>,
    pub title: Option<String>,
    /// Absent when it is hidden from whoever asks.
    pub mobile: Option<String>,
    pub telephone: Option<String>,
    pub email: Option<String>,
    pub job_number: Option<String>,
    pub work_place: Option<String>,
    pub manager: Option<MyColleague>,
    pub departments: Vec<MyDept>,
}

endpoint!(MyColleagueGet => MyColleagueGetReply, Console GET "/console/api/me/directory/people/{userid}", person);

endpoints![MyDirectory, MyColleagueGet];
