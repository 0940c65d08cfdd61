//! Addresses: which ones a request may connect to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A range of IP addresses: an address with the number of its leading bits that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    base: IpAddr,
    bits: u8,
}

/// Why a text is not a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an IP address or a range: write 192.168.1.5 or 10.0.0.0/8")]
pub struct AddressRangeError(String);

impl FromStr for AddressRange {
    type Err = AddressRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || AddressRangeError(text.to_owned());
        let (base, bits) = match text.split_once('/') {
            Some((base, bits)) => (base, Some(bits)),
            None => (text, None),
        };
        let base: IpAddr =
            base.trim_matches(|c| matches!(c, '[' | ']')).parse().map_err(|_| error())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| error())?;
        if bits > most {
            return Err(error());
        }
        Ok(Self { base, bits })
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

impl AddressRange {
    const fn v4(a: u8, b: u8, c: u8, bits: u8) -> Self {
        Self { base: IpAddr::V4(Ipv4Addr::new(a, b, c, 0)), bits }
    }

    const fn v6(a: u16, b: u16, c: u16, bits: u8) -> Self {
        Self { base: IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)), bits }
    }

    /// Whether the address is in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let differing = base.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let differing = base.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.bits)
            }
            _ => false,
        }
    }
}

/// IPv4 ranges that are not public, from the IANA registry of special addresses.
const SPECIAL_V4: [AddressRange; 15] = [
    AddressRange::v4(0, 0, 0, 8),
    AddressRange::v4(10, 0, 0, 8),
    AddressRange::v4(100, 64, 0, 10),
    AddressRange::v4(127, 0, 0, 8),
    AddressRange::v4(169, 254, 0, 16),
    AddressRange::v4(172, 16, 0, 12),
    AddressRange::v4(192, 0, 0, 24),
    AddressRange::v4(192, 0, 2, 24),
    AddressRange::v4(192, 88, 99, 24),
    AddressRange::v4(192, 168, 0, 16),
    AddressRange::v4(198, 18, 0, 15),
    AddressRange::v4(198, 51, 100, 24),
    AddressRange::v4(203, 0, 113, 24),
    AddressRange::v4(224, 0, 0, 4),
    AddressRange::v4(240, 0, 0, 4),
];

/// The only IPv6 range that is assigned to public addresses.
const GLOBAL_V6: AddressRange = AddressRange::v6(0x2000, 0, 0, 3);

/// Ranges inside it that are not public: protocol assignments with Teredo, benchmarking and ORCHID
/// addresses, documentation and 6bone.
const SPECIAL_V6: [AddressRange; 4] = [
    AddressRange::v6(0x2001, 0, 0, 23),
    AddressRange::v6(0x2001, 0xdb8, 0, 32),
    AddressRange::v6(0x3fff, 0, 0, 20),
    AddressRange::v6(0x3ffe, 0, 0, 16),
];

/// NAT64 (RFC 6052) and 6to4 (RFC 3056): an IPv4 address is inside.
const NAT64: AddressRange = AddressRange::v6(0x64, 0xff9b, 0, 96);
const SIX_TO_FOUR: AddressRange = AddressRange::v6(0x2002, 0, 0, 16);

/// Whether an address belongs to the public internet. An IPv6 address that stands in for an IPv4
/// address is public if that one is; the forms that only tunnels on a local network use are not.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|range| range.contains(address)),
        IpAddr::V6(inner) => {
            let [_, s1, s2, _, _, _, s6, s7] = inner.segments();
            if NAT64.contains(address) {
                is_public(of_halves(s6, s7))
            } else if SIX_TO_FOUR.contains(address) {
                is_public(of_halves(s1, s2))
            } else {
                GLOBAL_V6.contains(address)
                    && !SPECIAL_V6.iter().any(|range| range.contains(address))
            }
        }
    }
}

fn of_halves(high: u16, low: u16) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let address: IpAddr = text.parse().expect(text);
        assert_eq!(is_public(address), expected, "{text}");
    }

    #[test]
    fn special_addresses_are_not_public() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "3fff::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::1",
            "2002:a9fe:a9fe::1",
            "2001::1",
            "2001:0:4136:e378::1",
            "100::1",
            "5f00::1",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn ranges_are_read_and_hold_their_addresses() {
        let range: AddressRange = "10.1.0.0/16".parse().expect("a range");
        assert!(range.contains("10.1.255.255".parse().expect("one")));
        assert!(!range.contains("10.2.0.0".parse().expect("one")));
        assert!(!range.contains("::ffff:10.1.0.0".parse().expect("one")));
        assert_eq!(range.to_string(), "10.1.0.0/16");
        let one: AddressRange = "[::1]".parse().expect("an address");
        assert!(one.contains("::1".parse().expect("one")));
        assert!(!one.contains("::2".parse().expect("one")));
        let all: AddressRange = "0.0.0.0/0".parse().expect("a range");
        assert!(all.contains("255.0.0.1".parse().expect("one")));
        for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "host.example", "10.0.0.0/8/8", "::/129"] {
            let error = text.parse::<AddressRange>().expect_err(text).to_string();
            assert!(error.contains("10.0.0.0/8"), "{error}");
        }
    }
}
