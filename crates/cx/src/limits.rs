//! The documented limits, in one table of the configuration.
//!
//! Every number is the platform's unless the operator raises it; nothing is switched off by it. Quotas per day and per
//! minute are counter rows in the database; calls per second are counted in each node's memory.

use serde::{Deserialize, Serialize};

/// `[limits]` of the configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls of one address in 20 seconds; beyond it the address is refused for `ip_ban_s`.
    pub ip_calls_per_20s: u32,
    /// Seconds that an address is refused for.
    pub ip_ban_s: u32,
    /// Calls of one API by one app in one second (errcode 90002).
    pub app_api_calls_per_s: u32,
    /// Bytes of one request's body.
    pub body_bytes: usize,
    /// Bytes of the `msg` of a work notification.
    pub work_msg_bytes: usize,
    /// Receivers of one work notification; those beyond are forbidden.
    pub work_receivers_per_send: i64,
    /// Receivers that one app reaches in one minute; those beyond are forbidden.
    pub work_receivers_per_minute: i64,
    /// Work notifications of one app to one person in one day.
    pub work_per_person_per_day: i64,
    /// Sends to everyone by one app in one day.
    pub work_to_all_per_day: i64,
    /// Receivers up to which the result of a send can be asked for.
    pub work_result_receivers: i64,
    /// Hours for which the result of a send can be asked for.
    pub work_result_hours: i64,
    /// Days for which the progress of a send can be asked for.
    pub work_progress_days: i64,
    /// Hours for which a send can be recalled.
    pub work_recall_hours: i64,
    /// Bytes of one uploaded image, video or file (errcode 45001).
    pub upload_bytes: usize,
    /// Bytes of one uploaded voice recording (errcode 45001).
    pub upload_voice_bytes: usize,
    /// Pixels of one uploaded image, which bounds the memory that decoding it takes.
    pub upload_image_pixels: u64,
    /// Bytes of a file that a work notification carries.
    pub work_file_bytes: i64,
    /// Days for which the status bar of a send can be changed.
    pub work_status_bar_days: i64,
    /// Receivers of a send with a status bar.
    pub work_status_bar_receivers: usize,
    /// Milliseconds that a callback's receiver may take to answer.
    pub callback_ms: u64,
    /// Stream connections of one app.
    pub stream_connections: usize,
    /// Stream connections that one app may ask for in a minute.
    pub stream_opens_per_minute: u32,
    /// Levels of departments below the root.
    pub dept_depth: usize,
    /// Wrong passwords of one account or address before it waits.
    pub login_failures: u32,
    /// Seconds that it then waits.
    pub login_wait_s: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            ip_calls_per_20s: 10_000,
            ip_ban_s: 300,
            app_api_calls_per_s: 1_000,
            body_bytes: 10 * 1024 * 1024,
            work_msg_bytes: 2048,
            work_receivers_per_send: 5000,
            work_receivers_per_minute: 5000,
            work_per_person_per_day: 500,
            work_to_all_per_day: 3,
            work_result_receivers: 100,
            work_result_hours: 24,
            work_progress_days: 7,
            work_recall_hours: 24,
            upload_bytes: 20 * 1024 * 1024,
            upload_voice_bytes: 2 * 1024 * 1024,
            upload_image_pixels: 40_000_000,
            work_file_bytes: 10 * 1024 * 1024,
            work_status_bar_days: 7,
            work_status_bar_receivers: 5,
            callback_ms: 2500,
            stream_connections: 50,
            stream_opens_per_minute: 20,
            dept_depth: 30,
            login_failures: 5,
            login_wait_s: 60,
        }
    }
}
