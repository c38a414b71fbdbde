//! Ends at named points.

use hobnail_testkit::{World, tests};

use super::{Cast, To, count, roomy, send};

const KINDS: [To; 3] = [To::People, To::Departments, To::Everyone];

/// Crashes at the `nth` passing of `point` while sends of every kind come in, once for each number.
async fn crash_at(mut w: World, point: &str, nths: &[u32]) {
    let cast = Cast::of(&w);
    let mut sends = Vec::new();
    for nth in nths {
        w.restart_to_crash(point, *nth).await;
        {
            let app = w.app().await;
            for i in 0..*nth as usize + 8 {
                let sent = send(&w, &app, &cast, KINDS[i % 3], format!("{point} {nth} {i}")).await;
                let dead = sent.task_id.is_none();
                sends.push(sent);
                if dead {
                    break;
                }
            }
        }
        w.wait_for_crash().await;
        w.restart().await;
        let app = w.app().await;
        count(&w, &app, &cast, &sends).await;
    }
    assert!(sends.iter().any(|sent| sent.task_id.is_some()), "nothing was acknowledged, so nothing was tested");
}

tests! {
    /// What was not committed was not acknowledged, and is not there.
    async fn a_send_that_dies_before_its_commit_is_absent(w: World, start = roomy()) {
        crash_at(w, "work.send.before_commit", &[2, 4]).await;
    }

    /// What was committed is delivered, even though nobody was told so.
    async fn a_send_that_dies_after_its_commit_is_delivered_whole(w: World, start = roomy()) {
        crash_at(w, "work.send.after_commit", &[2, 3]).await;
    }

    /// A chunk that was not committed is delivered after the restart, once.
    async fn a_chunk_that_dies_before_its_commit_is_done_again(w: World, start = roomy()) {
        crash_at(w, "work.fanout.before_commit", &[2, 3, 5]).await;
    }

    /// A chunk that was committed is not delivered again.
    async fn a_chunk_that_dies_after_its_commit_is_not_repeated(w: World, start = roomy()) {
        crash_at(w, "work.fanout.after_commit", &[2, 3, 5]).await;
    }

    /// A job that was claimed by a process that died is taken up again.
    async fn a_claimed_job_is_taken_up_again(w: World, start = roomy()) {
        crash_at(w, "jobs.claimed", &[2, 3]).await;
    }
}
