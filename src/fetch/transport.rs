//! The socket: sends one request, and keeps the bytes that were sent and received.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{HeaderValue, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    TcpConnector, Transport,
};
use ureq::{Agent, Error};
use url::Url;

use super::policy::{Policy, Refusal};
use super::response::{Response, Truncation};
use crate::article::LookReason;

/// The most bytes of a response's header.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// Finds the addresses of a host.
pub trait Names: Send + Sync + fmt::Debug {
    /// Returns the addresses of the host.
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// The names that the system knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        (host, port).to_socket_addrs().map(Iterator::collect)
    }
}

/// The validators of a page, exactly as its server sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The field `ETag`.
    pub etag: Option<String>,
    /// The field `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Returns the validators of a response. A field that is not ASCII cannot be sent back byte for
    /// byte, and is left out.
    pub fn of(response: &Response) -> Self {
        let field = |name| {
            let value = response.header(name)?;
            let is_ascii = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            (is_ascii && value.len() <= 1024).then(|| value.to_owned())
        };
        Self { etag: field("etag"), last_modified: field("last-modified") }
    }
}

/// A part of a file, by the offsets of its first and last bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// The offset of the first byte.
    pub first: u64,
    /// The offset of the last byte.
    pub last: u64,
}

/// Why there is no complete response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request was not sent.
    Refused(Refusal),
    /// The request failed, with the error's text.
    Failed(LookReason, String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Failed(reason, why) => write!(f, "{} ({why})", reason.outcome(None)),
        }
    }
}

/// A request, and what came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The requested URL.
    pub url: Url,
    /// The request as it was sent; empty if there was no connection.
    pub request: Vec<u8>,
    /// The response, which may be incomplete.
    pub response: Option<Response>,
    /// Why there is no complete response.
    pub failure: Option<Failure>,
    /// The address of the server, if the host has only one.
    pub address: Option<IpAddr>,
    /// The number of bytes that were sent and received.
    pub traffic: u64,
}

impl Exchange {
    /// Returns an exchange in which nothing was sent.
    pub fn refused(url: Url, refusal: Refusal) -> Self {
        let (request, failure) = (Vec::new(), Some(Failure::Refused(refusal)));
        Self { url, request, response: None, failure, address: None, traffic: 0 }
    }

    /// Whether the request asked for the page only if it has changed.
    pub fn is_conditional(&self) -> bool {
        String::from_utf8_lossy(&self.request).lines().any(|line| {
            let name = line.split(':').next().unwrap_or_default();
            ["if-none-match", "if-modified-since"].iter().any(|is| name.eq_ignore_ascii_case(is))
        })
    }

    /// Returns an exchange that a fault of this program ended.
    pub fn broken(url: &Url) -> Self {
        let why = "a fault of this program ended the request; please report it".to_owned();
        let failure = Some(Failure::Failed(LookReason::Connection, why));
        let url = url.clone();
        Self { url, request: Vec::new(), response: None, failure, address: None, traffic: 0 }
    }
}

/// Sends requests, one at a time.
pub struct Fetcher {
    agent: Agent,
    tape: Tape,
    max_bytes: usize,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").finish_non_exhaustive()
    }
}

impl Fetcher {
    /// Creates a fetcher that follows the policy.
    pub fn new(policy: &Policy, names: Arc<dyn Names>) -> Self {
        let tape = Tape::default();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Proxies of the environment would connect to addresses that are not checked.
            .proxy(policy.proxy.as_ref().map(|proxy| proxy.as_ureq().clone()))
            .user_agent(policy.user_agent.as_str())
            .accept("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5")
            .accept_encoding("gzip, br")
            .timeout_global(Some(policy.timeout))
            .max_response_header_size(MAX_HEAD_BYTES)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .tls_config(tls_config())
            .build();
        let connector = ()
            .chain(ConnectProxyConnector::default())
            .chain(TcpConnector::default())
            .chain(RustlsConnector::default())
            .chain(TapeConnector { tape: tape.clone(), has_proxy: policy.proxy.is_some() });
        let resolver = CheckedResolver { policy: policy.clone(), names };
        let agent = Agent::with_parts(config, connector, resolver);
        Self { agent, tape, max_bytes: policy.max_bytes }
    }

    /// Requests a URL, which [`check`](super::check) has accepted. With validators, the server can
    /// answer that the page has not changed.
    pub fn get(&self, url: &Url, validators: &Validators) -> Exchange {
        let fields =
            [("if-none-match", &validators.etag), ("if-modified-since", &validators.last_modified)];
        self.send(url, fields.map(|(name, value)| (name, value.as_deref())))
    }

    /// Requests a part of a file as it is stored, from a URL that [`check`](super::check) has accepted.
    pub fn get_range(&self, url: &Url, range: ByteRange) -> Exchange {
        let range = format!("bytes={}-{}", range.first, range.last);
        self.send(url, [("range", Some(&*range)), ("accept-encoding", Some("identity"))])
    }

    fn send(&self, url: &Url, fields: [(&str, Option<&str>); 2]) -> Exchange {
        self.tape.clear();
        let mut request = self.agent.get(url.as_str()).header("connection", "close");
        for (name, value) in fields {
            if let Some(value) = value.and_then(|text| HeaderValue::from_str(text).ok()) {
                request = request.header(name, value);
            }
        }
        let ended = request
            .call()
            .map_err(|error| (None, error))
            .and_then(|mut response| self.drain(&mut response.body_mut().as_reader()));
        let recorded = std::mem::take(&mut *self.tape.tracks());
        let traffic = (recorded.sent.len() + recorded.received.len()) as u64;
        let (truncated, failure) = match ended {
            Ok(truncated) => (truncated, None),
            Err((truncated, error)) => (truncated, Some(failure_of(error))),
        };
        let truncated = truncated.or_else(|| failure.as_ref().map(truncation_of));
        let response = Response::read(recorded.received, truncated);
        let failure = failure.or_else(|| {
            let why = || "the response has no valid header".to_owned();
            response.is_none().then(|| Failure::Failed(LookReason::Connection, why()))
        });
        Exchange {
            url: url.clone(),
            request: recorded.sent,
            response,
            failure,
            address: recorded.address,
            traffic,
        }
    }

    /// Reads the body to its end or to the limit; the tape keeps it.
    fn drain(
        &self,
        body: &mut dyn io::Read,
    ) -> Result<Option<Truncation>, (Option<Truncation>, Error)> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match body.read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(_) if self.tape.tracks().received.len() > self.max_bytes => {
                    return Ok(Some(Truncation::Length));
                }
                Ok(_) => {}
                Err(error) => return Err((None, Error::from(error))),
            }
        }
    }
}

/// The certificates that the system trusts.
fn tls_config() -> TlsConfig {
    TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}

fn truncation_of(failure: &Failure) -> Truncation {
    match failure {
        Failure::Failed(LookReason::Timeout, _) => Truncation::Time,
        _ => Truncation::Disconnect,
    }
}

/// Returns what an error of the client means.
fn failure_of(error: Error) -> Failure {
    let text = error.to_string();
    let failed = |reason| {
        let why = match reason {
            LookReason::Dns => "the host's name was not resolved".to_owned(),
            LookReason::Timeout => "no complete answer within the time limit".to_owned(),
            LookReason::Tls => {
                format!("no encrypted connection, or certificate not accepted: {text}")
            }
            _ => format!("no connection, or it was cut off: {text}"),
        };
        Failure::Failed(reason, why)
    };
    match error {
        Error::Other(other) => match other.downcast::<RefusedAddress>() {
            Ok(refused) => Failure::Refused(Refusal::Address(refused.0)),
            Err(_) => failed(LookReason::Connection),
        },
        Error::HostNotFound | Error::Timeout(ureq::Timeout::Resolve) => failed(LookReason::Dns),
        Error::Timeout(_) => failed(LookReason::Timeout),
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) | Error::TlsRequired => {
            failed(LookReason::Tls)
        }
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => failed(LookReason::Timeout),
        Error::Io(error) => {
            let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            failed(if tls.is_some() { LookReason::Tls } else { LookReason::Connection })
        }
        _ => failed(LookReason::Connection),
    }
}

/// A host whose addresses may not be requested.
#[derive(Debug)]
struct RefusedAddress(IpAddr);

impl fmt::Display for RefusedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Refusal::Address(self.0).fmt(f)
    }
}

impl std::error::Error for RefusedAddress {}

/// Finds addresses, and returns only those that may be requested: what is connected to is what was
/// checked, even if the name has other addresses a moment later.
#[derive(Debug)]
struct CheckedResolver {
    policy: Policy,
    names: Arc<dyn Names>,
}

impl Resolver for CheckedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let bad = || Error::BadUri(uri.to_string());
        let host = uri.host().ok_or_else(bad)?.trim_matches(|c| matches!(c, '[' | ']')).to_owned();
        let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
            Some("https") => 443,
            _ => 80,
        });
        let found = look_up(Arc::clone(&self.names), host, port, *timeout.after)?;
        let mut allowed = self.empty();
        let mut refused = None;
        for address in found {
            // With a proxy, only its own name is resolved here, and its user chose it.
            if self.policy.proxy.is_none() && !self.policy.allows(address.ip()) {
                refused = Some(address.ip());
            } else if allowed.len() < MAX_ADDRESSES {
                allowed.push(address);
            }
        }
        match refused {
            Some(address) if allowed.is_empty() => {
                Err(Error::Other(Box::new(RefusedAddress(address))))
            }
            _ if allowed.is_empty() => Err(Error::HostNotFound),
            _ => Ok(allowed),
        }
    }
}

/// The most addresses of one host that are tried.
const MAX_ADDRESSES: usize = 8;

/// Looks a name up in another thread, because the system's resolver has no time limit.
fn look_up(
    names: Arc<dyn Names>,
    host: String,
    port: u16,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Error> {
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    std::thread::spawn(move || {
        // The receiver is gone if the time was over.
        let _ = sender.send(names.addresses(&host, port));
    });
    match receiver.recv_timeout(limit.min(MAX_LOOK_UP)) {
        Ok(Ok(addresses)) => Ok(addresses),
        Ok(Err(_)) => Err(Error::HostNotFound),
        Err(_) => Err(Error::Timeout(ureq::Timeout::Resolve)),
    }
}

const MAX_LOOK_UP: Duration = Duration::from_secs(30);

/// What went through a connection.
#[derive(Debug, Default)]
struct Tracks {
    sent: Vec<u8>,
    received: Vec<u8>,
    address: Option<IpAddr>,
}

#[derive(Clone, Debug, Default)]
struct Tape(Arc<Mutex<Tracks>>);

impl Tape {
    fn tracks(&self) -> MutexGuard<'_, Tracks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&self) {
        *self.tracks() = Tracks::default();
    }
}

/// Puts a [`TapedTransport`] around a connection, above its encryption.
#[derive(Debug)]
struct TapeConnector {
    tape: Tape,
    /// Whether requests are sent through a proxy. What is said to the proxy is not kept.
    has_proxy: bool,
}

impl<In: Transport> Connector<In> for TapeConnector {
    type Out = TapedTransport<In>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let is_to_proxy = self.has_proxy && details.config.proxy().is_none();
        if let [only] = &details.addrs[..]
            && !is_to_proxy
        {
            self.tape.tracks().address = Some(only.ip());
        }
        let tape = (!is_to_proxy).then(|| self.tape.clone());
        Ok(chained.map(|inner| TapedTransport { inner, tape }))
    }
}

/// A connection whose bytes are kept.
#[derive(Debug)]
struct TapedTransport<In> {
    inner: In,
    tape: Option<Tape>,
}

impl<In: Transport> Transport for TapedTransport<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if let Some(tape) = &self.tape
            && let Some(sent) = self.inner.buffers().output().get(..amount)
        {
            tape.tracks().sent.extend_from_slice(sent);
        }
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.inner.buffers().input().len();
        let result = self.inner.await_input(timeout);
        if let Some(tape) = &self.tape {
            let input = self.inner.buffers().input();
            tape.tracks().received.extend_from_slice(input.get(before..).unwrap_or_default());
        }
        result
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// Why a message could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PostError(String);

/// Sends a JSON message to a URL of the user's own choice, which may have any address. Success is a
/// status of 2xx.
pub fn post(
    url: &Url,
    fields: &[(&str, &str)],
    body: &[u8],
    timeout: Duration,
) -> Result<(), PostError> {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("recension/", env!("CARGO_PKG_VERSION")))
        .timeout_global(Some(timeout))
        .tls_config(tls_config())
        .build()
        .into();
    let mut request = agent.post(url.as_str()).content_type("application/json");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let response = request.send(body).map_err(|error| PostError(error.to_string()))?;
    match response.status().as_u16() {
        200..=299 => Ok(()),
        status => Err(PostError(format!("the server answered {status}"))),
    }
}
