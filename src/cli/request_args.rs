//! The options of commands that send requests, and the clock of the machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::context::{Context, arguments, jobs, now};
use crate::article::UnixMicros;
use crate::fetch::{AddressRange, Contact, Policy, Proxy, SystemNames};
use crate::watch::{Clock, EngineSettings, Politeness};

/// Controls which requests are sent, and how often.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct RequestArgs {
    /// Folder of the web archives [default: next to the catalog, NAME-warc]
    #[arg(long, value_name = "DIR")]
    warc: Option<PathBuf>,
    /// Web page or e-mail address where the owner of a site can reach you
    ///
    /// It is part of the User-Agent of every request. Required for more than 100 hosts.
    #[arg(long, value_name = "URL", env = "RECENSION_CONTACT", hide_env_values = true)]
    contact: Option<Contact>,
    /// Minimum pause between two requests to one host, in seconds
    ///
    /// The pause is longer if the host answers slowly (five times the duration of its last answer)
    /// or asks for more.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "5",
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    delay: u64,
    /// Maximum number of requests to the hosts of one domain in a day
    #[arg(
        long,
        value_name = "N",
        default_value = "2000",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    budget: u32,
    /// Maximum time for one request, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "30",
        value_parser = clap::value_parser!(u64).range(1..=600)
    )]
    timeout: u64,
    #[command(flatten)]
    allowed: AllowedArgs,
    /// HTTP proxy through which all requests are sent
    ///
    /// It gets CONNECT for every host and port, and finds their addresses: that they are public is
    /// then for the proxy to check. Proxies of the environment are ignored.
    #[arg(long, value_name = "URL", env = "RECENSION_PROXY", hide_env_values = true)]
    proxy: Option<Proxy>,
    /// Keep pages that ask not to be archived
    #[arg(long)]
    keep_noarchive: bool,
}

/// Addresses and ports that are requested although they are not those of public web pages.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct AllowedArgs {
    /// Also request this address or range, although it is not public
    ///
    /// Without it, no request connects to this machine or to a local network, whatever a page,
    /// a redirect or a name says. For example 127.0.0.1 or 10.0.0.0/8.
    #[arg(long, value_name = "ADDRESS")]
    allow_address: Vec<AddressRange>,
    /// Also request this port, in addition to 80 and 443
    #[arg(long, value_name = "PORT")]
    allow_port: Vec<u16>,
}

impl AllowedArgs {
    /// The policy with these addresses and ports.
    pub(super) fn policy(&self, mut policy: Policy) -> Policy {
        policy.allowed_addresses.clone_from(&self.allow_address);
        policy.ports.extend(&self.allow_port);
        policy
    }
}

impl RequestArgs {
    /// Whether a contact is given.
    pub(super) fn has_contact(&self) -> bool {
        self.contact.is_some()
    }

    /// The policy of the requests.
    pub(super) fn policy(&self) -> Policy {
        let mut policy = self.allowed.policy(Policy::new(self.contact.as_ref()));
        policy.timeout = Duration::from_secs(self.timeout);
        policy.proxy.clone_from(&self.proxy);
        policy
    }

    /// The settings of the engine.
    pub(super) fn settings(&self, context: &Context) -> EngineSettings {
        EngineSettings {
            catalog: context.db.clone(),
            folder: self.warc.clone().unwrap_or_else(|| next_to(&context.db, "-warc")),
            policy: self.policy(),
            politeness: Politeness {
                pause: Duration::from_secs(self.delay),
                daily_budget: self.budget,
                ..Politeness::default()
            },
            names: Arc::new(SystemNames),
            max_in_flight: 32,
            keep_noarchive: self.keep_noarchive,
            jobs: jobs(None),
            arguments: arguments(),
        }
    }
}

/// A path next to the catalog: its name without the suffix, with `more` after it.
pub(super) fn next_to(db: &Path, more: &str) -> PathBuf {
    let mut name = db.file_stem().unwrap_or_default().to_owned();
    name.push(more);
    db.with_file_name(name)
}

/// The clock of the machine. Waiting ends early when the flag is set.
pub(super) struct SystemClock(pub(super) Arc<AtomicBool>);

impl Clock for SystemClock {
    fn now(&self) -> UnixMicros {
        now()
    }

    fn wait(&self, until: UnixMicros) {
        const STEP: i64 = 200_000;
        while !self.0.load(Ordering::Relaxed) {
            let left = until.0 - now().0;
            if left <= 0 {
                break;
            }
            std::thread::sleep(Duration::from_micros(left.min(STEP) as u64));
        }
    }
}
