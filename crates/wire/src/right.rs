//! What an administrator may do: the permission groups of the admin console.
//!
//! The main administrator holds every right. A sub-administrator holds those that were granted, and manages the whole
//! organisation or some departments of it; `contact::grant` keeps both.

use serde::{Deserialize, Serialize};

/// One permission group of administrators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Right {
    /// 通讯录: people, departments, roles, outside contacts, import and export.
    Directory,
    /// 工作台: which apps there are for whom, their order, and what they sent.
    Workbench,
    /// 开发者: the developer console.
    Developer,
    /// 公告与日志: announcements and work reports of everybody.
    Office,
    /// 智能人事: personnel files.
    Hr,
    /// 安全: administrators, sign-in rules, audit log, settings of the organisation.
    Security,
}

impl Right {
    pub const ALL: [Right; 6] = [Right::Directory, Right::Workbench, Right::Developer, Right::Office, Right::Hr, Right::Security];

    /// As written on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Right::Directory => "directory",
            Right::Workbench => "workbench",
            Right::Developer => "developer",
            Right::Office => "office",
            Right::Hr => "hr",
            Right::Security => "security",
        }
    }

    /// The name that people read.
    pub const fn title(self) -> &'static str {
        match self {
            Right::Directory => "通讯录管理",
            Right::Workbench => "工作台管理",
            Right::Developer => "开发者权限",
            Right::Office => "公告与日志管理",
            Right::Hr => "智能人事管理",
            Right::Security => "安全与权限管理",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Right::ALL.into_iter().find(|right| right.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_reads_as_it_is_written() {
        for right in Right::ALL {
            assert_eq!(Right::parse(right.as_str()), Some(right));
            assert_eq!(serde_json::to_value(right).unwrap(), right.as_str());
        }
        assert_eq!(Right::parse("everything"), None);
    }
}
