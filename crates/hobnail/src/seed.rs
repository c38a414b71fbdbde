//! A large organisation that looks like one: the same for the same seed.
//!
//! Departments form a tree of up to six levels; most people work at its ends. Each department has a leader, who reports to the
//! leader above; few people belong to two. Userids are `user000001` and so on, leaders first. Everything goes through the
//! directory's own facade by batches, so what the rules forbid can't come about here either.

use std::sync::Arc;

use hobnail_contact::{
    dept::{self, NewDept},
    member::{self, NewMember},
};
use hobnail_cx::Cx;
use hobnail_wire::{CorpId, DeptId, Outcome, UserId};

use crate::demo::{GIVEN, SURNAMES};

/// People of one transaction.
const PEOPLE: usize = 500;
/// Departments of one transaction.
const DEPARTMENTS: usize = 100;
const LEVELS: usize = 6;

const TOP: [&str; 16] = [
    "研发中心",
    "产品中心",
    "销售中心",
    "市场中心",
    "制造中心",
    "供应链中心",
    "客户服务中心",
    "财务中心",
    "人力资源中心",
    "信息技术中心",
    "质量中心",
    "法务合规部",
    "行政部",
    "战略发展部",
    "国际事业部",
    "投资部",
];
const MIDDLE: [&str; 16] = [
    "华东", "华南", "华北", "华中", "西南", "西北", "东北", "平台", "基础", "应用", "智能", "云", "终端", "行业", "渠道", "运营",
];
const TITLES: [&str; 12] =
    ["专员", "工程师", "高级工程师", "资深工程师", "主管", "助理", "顾问", "经理", "实习生", "分析师", "技术员", "操作员"];
const PLACES: [&str; 8] = ["杭州", "上海", "北京", "深圳", "成都", "武汉", "西安", "苏州"];

/// How large, and which one.
#[derive(Clone, Copy)]
pub struct Plan {
    pub users: usize,
    pub depts: usize,
    pub seed: u64,
}

/// SplitMix64: the same seed, the same organisation, on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Small numbers more often than large ones, as surnames are.
    fn uneven(&mut self, n: usize) -> usize {
        self.below(n).min(self.below(n))
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A department to be made: its parent's place in the list, `None` for the root.
struct Branch {
    name: String,
    parent: Option<usize>,
}

/// The tree, each department behind its parent.
fn tree(plan: Plan, random: &mut Random) -> Vec<Branch> {
    let mut out: Vec<Branch> = Vec::with_capacity(plan.depts);
    let mut levels: Vec<(usize, usize)> = Vec::with_capacity(plan.depts);
    let tops = TOP.len().min(plan.depts);
    for n in 0..plan.depts {
        let parent = (n >= tops).then(|| {
            // Not below the last level, and rather below one with few departments.
            let mut at = random.below(n);
            while levels[at].0 >= LEVELS || (levels[at].1 >= 12 && random.below(4) > 0) {
                at = random.below(n);
            }
            at
        });
        let name = match parent {
            None => TOP[n % TOP.len()].to_owned(),
            Some(parent) => {
                levels[parent].1 += 1;
                let kind = ["", "事业部", "部", "科", "组", "班"][levels[parent].0.min(5)];
                format!("{}{kind}{}", MIDDLE[(n + levels[parent].1) % MIDDLE.len()], levels[parent].1)
            }
        };
        levels.push((parent.map_or(1, |parent| levels[parent].0 + 1), 0));
        out.push(Branch { name, parent });
    }
    out
}

/// Fills a corp. `told` hears how many people there are so far.
pub async fn fill(cx: &Cx, corp: &CorpId, plan: Plan, told: impl Fn(usize)) -> Outcome<()> {
    let mut random = Random(plan.seed);
    let tree = tree(plan, &mut random);
    let depts = make_depts(cx, corp, &tree).await?;
    let shift = random.next() % 999_999_999;
    let mut from = 0;
    while from < plan.users {
        let to = (from + PEOPLE).min(plan.users);
        let people: Vec<NewMember> = (from..to).map(|n| person(n, shift, &tree, &depts, &mut random)).collect();
        let (inner, corp, people) = (cx.clone(), corp.clone(), Arc::new(people));
        cx.tx(async move |tx| member::create_many(tx, &inner, &corp, &people).await).await?;
        from = to;
        told(from);
    }
    Ok(())
}

async fn make_depts(cx: &Cx, corp: &CorpId, tree: &[Branch]) -> Outcome<Vec<DeptId>> {
    let mut made: Vec<DeptId> = Vec::with_capacity(tree.len());
    for chunk in tree.chunks(DEPARTMENTS) {
        let wanted: Vec<(String, Option<usize>)> = chunk.iter().map(|branch| (branch.name.clone(), branch.parent)).collect();
        let (inner, corp, before) = (cx.clone(), corp.clone(), made.clone());
        let more = cx
            .tx(async move |tx| {
                let mut ids = before.clone();
                for (name, parent) in &wanted {
                    let parent_id = parent.map_or(DeptId::ROOT, |at| ids[at]);
                    let new = NewDept { name: name.clone(), parent_id, ..NewDept::default() };
                    ids.push(dept::create(tx, &inner, &corp, &new).await?);
                }
                Ok(ids)
            })
            .await?;
        made = more;
    }
    Ok(made)
}

fn userid(n: usize) -> String {
    format!("user{n:06}")
}

/// The first people lead the departments, in their order.
fn person(n: usize, shift: u64, tree: &[Branch], depts: &[DeptId], random: &mut Random) -> NewMember {
    let leads = n < depts.len();
    // Of several departments the one furthest down the list, where the ends of the tree are.
    let at = if leads { n } else { (0..3).map(|_| random.below(depts.len())).max().unwrap_or_default() };
    let mut dept_ids: Vec<DeptId> = depts.get(at).copied().into_iter().collect();
    if dept_ids.is_empty() {
        dept_ids.push(DeptId::ROOT);
    } else if random.below(50) == 0 {
        dept_ids.push(depts[random.below(depts.len())]);
    }
    let boss = if leads { tree[at].parent } else { (!depts.is_empty()).then_some(at) };
    let name = format!("{}{}", SURNAMES[random.uneven(SURNAMES.len())], random.pick(&GIVEN));
    // A walk through all nine-digit numbers: none comes twice.
    let number = 1 + (n as u64).wrapping_mul(7_368_787).wrapping_add(shift) % 999_999_999;
    NewMember {
        userid: Some(UserId::from(userid(n))),
        name,
        mobile: Some(format!("1{}{number:09}", 3 + number % 7)),
        leads: if leads { dept_ids.iter().take(1).copied().collect() } else { Vec::new() },
        dept_ids,
        title: Some(if leads { "负责人".to_owned() } else { random.pick(&TITLES).to_owned() }),
        job_number: Some(format!("S{n:07}")),
        email: Some(format!("{}@xinghe.example", userid(n))),
        work_place: Some(random.pick(&PLACES).to_owned()),
        manager_userid: boss.map(userid),
        // Midnights of Shanghai since 2012.
        hired_ms: Some(1_325_347_200_000 + random.below(5000) as i64 * 86_400_000),
        active: random.below(10) > 0,
        ..NewMember::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_tree_and_names_are_unique_below_a_parent() {
        let plan = Plan { users: 0, depts: 5000, seed: 7 };
        let (one, two) = (tree(plan, &mut Random(7)), tree(plan, &mut Random(7)));
        assert!(one.iter().zip(&two).all(|(a, b)| a.name == b.name && a.parent == b.parent));
        let other = tree(plan, &mut Random(8));
        assert!(one.iter().zip(&other).any(|(a, b)| a.parent != b.parent));
        let names: HashSet<_> = one.iter().map(|branch| (branch.parent, &branch.name)).collect();
        assert_eq!(names.len(), 5000);
        assert!(one.iter().enumerate().all(|(at, branch)| branch.parent.is_none_or(|parent| parent < at)));
    }

    #[test]
    fn numbers_are_unique() {
        let depts = [DeptId::ROOT];
        let tree = [Branch { name: "x".into(), parent: None }];
        let mut random = Random(1);
        let mobiles: HashSet<_> = (0..20_000).map(|n| person(n, 5, &tree, &depts, &mut random).mobile.unwrap()).collect();
        assert!(mobiles.len() == 20_000 && mobiles.iter().all(|mobile| mobile.len() == 11));
    }
}
