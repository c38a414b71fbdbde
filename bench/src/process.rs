//! Child processes: started here, measured here, ended with this program.

use std::{
    io,
    net::SocketAddr,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The kernel counts CPU time in hundredths of a second for programs that read /proc.
const TICKS_PER_SECOND: f64 = 100.0;

/// A child that is killed when this is dropped.
pub struct Process(Child);

impl Process {
    /// Starts it in a process group of its own, its output thrown away or in `log`.
    pub fn start(command: &mut Command, log: Option<std::fs::File>) -> io::Result<Self> {
        let (out, err) = match log {
            Some(file) => (file.try_clone()?.into(), file.into()),
            None => (Stdio::null(), Stdio::null()),
        };
        command.stdin(Stdio::null()).stdout(out).stderr(err).process_group(0);
        Ok(Process(command.spawn()?))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Asks it to stop and waits.
    pub fn stop(mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(12) {
            if let Ok(Some(_)) = self.0.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until something answers at the address.
    pub fn wait_for(&mut self, addr: SocketAddr, patience: Duration) -> io::Result<()> {
        let began = Instant::now();
        while std::net::TcpStream::connect(addr).is_err() {
            if let Some(status) = self.0.try_wait()? {
                return Err(io::Error::other(format!("ended before it answered: {status}")));
            }
            if began.elapsed() > patience {
                return Err(io::Error::other(format!("nothing answers at {addr}")));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> io::Result<SocketAddr> {
    std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()
}

/// Seconds of CPU that these processes have used, ended children included.
pub fn cpu_seconds(pids: &[u32]) -> f64 {
    pids.iter().filter_map(|pid| stat(*pid)).map(|stat| stat.cpu).sum()
}

/// A process and its children, which for a PostgreSQL cluster is all of it.
pub fn family(parent: u32) -> Vec<u32> {
    let pids = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut out: Vec<u32> = pids.filter(|pid| stat(*pid).is_some_and(|s| s.parent == parent)).collect();
    out.push(parent);
    out
}

struct Stat {
    parent: u32,
    cpu: f64,
}

fn stat(pid: u32) -> Option<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11..15)?.iter().filter_map(|n| n.parse::<f64>().ok()).sum();
    Some(Stat { parent: fields.get(1)?.parse().ok()?, cpu: ticks / TICKS_PER_SECOND })
}

/// Seconds of CPU that the whole machine has used.
pub fn machine_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let ticks: Vec<f64> =
        text.lines().next().unwrap_or_default().split_whitespace().skip(1).filter_map(|n| n.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    ticks.iter().take(8).enumerate().filter(|(i, _)| *i != 3 && *i != 4).map(|(_, n)| n).sum::<f64>() / TICKS_PER_SECOND
}

/// Proportional and resident memory in MiB.
pub fn memory(pid: u32) -> io::Result<(f64, f64)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let of = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
    };
    Ok((of("Pss:"), of("Rss:")))
}
