//! The language of the directory: names and titles can be kept in two.

use hobnail_wire::wire;

/// Which of a name's languages is written or read; Chinese when absent or empty.
///
/// What was never written in English is read in Chinese.
#[wire]
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    #[serde(rename = "zh_CN", alias = "")]
    Chinese,
    #[serde(rename = "en_US")]
    English,
}
