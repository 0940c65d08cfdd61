//! The service manager: systemd is notified that the watch runs, and that it is alive.

use crate::article::UnixMicros;

/// The connection to the service manager, if there is one.
pub(super) struct Service {
    #[cfg(unix)]
    socket: Option<(std::os::unix::net::UnixDatagram, std::os::unix::net::SocketAddr)>,
    is_ready: bool,
    said: i64,
}

/// How often the watchdog is notified.
const WATCHDOG: i64 = 10_000_000;

impl Service {
    /// Connects to the socket that the environment names (`sd_notify(3)`).
    #[cfg(unix)]
    pub(super) fn connect() -> Self {
        use std::os::unix::net::{SocketAddr, UnixDatagram};
        let name = std::env::var_os("NOTIFY_SOCKET").filter(|name| !name.is_empty());
        let address = name.and_then(|name| {
            #[cfg(target_os = "linux")]
            if let Some(name) = name.as_encoded_bytes().strip_prefix(b"@") {
                use std::os::linux::net::SocketAddrExt as _;
                return SocketAddr::from_abstract_name(name).ok();
            }
            SocketAddr::from_pathname(name).ok()
        });
        let socket = UnixDatagram::unbound().ok().zip(address);
        Self { socket, is_ready: false, said: 0 }
    }

    /// Other systems have no such socket.
    #[cfg(not(unix))]
    pub(super) fn connect() -> Self {
        Self { is_ready: false, said: 0 }
    }

    /// Sends a state. A manager that does not listen is not an error.
    pub(super) fn say(&self, state: &str) {
        #[cfg(unix)]
        if let Some((socket, address)) = &self.socket {
            let _ = socket.send_to_addr(state.as_bytes(), address);
        }
        #[cfg(not(unix))]
        let _ = state;
    }

    /// Says that the watch is ready, and from time to time that it is alive.
    pub(super) fn alive(&mut self, now: UnixMicros) {
        if !std::mem::replace(&mut self.is_ready, true) {
            self.say("READY=1");
        }
        if (now.0 - self.said).abs() >= WATCHDOG {
            self.said = now.0;
            self.say("WATCHDOG=1");
        }
    }
}
