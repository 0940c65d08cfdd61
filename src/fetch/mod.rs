//! Requests to web servers: which ones may be sent, and what came back, byte for byte.
//!
//! Only `transport` has a socket. The address that a request connects to is the one that was
//! checked, because the check is in the resolver. Redirects are not followed here: the caller judges
//! each one as a new request.

pub mod address;
mod archive;
mod policy;
mod proxy;
mod response;
mod retry_after;
pub mod robots;
mod transport;

pub use address::{AddressRange, AddressRangeError};
pub use archive::{Archive, ArchiveError, Claims, Seen, repair};
pub use policy::{Contact, ContactError, Policy, Refusal, check};
pub use proxy::{Proxy, ProxyError};
pub use response::{Response, Truncation};
pub use retry_after::{max_age, retry_after};
pub use transport::{
    ByteRange, Exchange, Failure, Fetcher, Names, PostError, SystemNames, Validators, post,
};
