#!/usr/bin/env python3
"""Checks a bundle of evidence that `recension prove` wrote, by docs/evidence-format.md alone.

    python3 docs/verify_bundle.py BUNDLE [PUBKEY]

PUBKEY, as NAME+ID+BASE64, must have signed the checkpoint (needs: pip install cryptography).
"""
import hashlib, json, sys
from base64 import b64decode, b64encode

def sha256(data):
    return hashlib.sha256(data).digest()

def bytes_of(text):
    data = b64decode(text, validate=True)
    assert b64encode(data).decode() == text, "base64 in another form than the one"
    return data

def form(fields):
    """Each field as its name, its value's length in bytes, and its value."""
    parts = []
    for name, value in fields:
        raw = None if value is None else str(value).encode()
        name = name.encode()
        parts.append(b"%s -\n" % name if raw is None else b"%s %d\n%s\n" % (name, len(raw), raw))
    return b"".join(parts)

def unique(pairs):
    assert len({name for name, _ in pairs}) == len(pairs), "a name stands twice in one object"
    return dict(pairs)

def clock(name, value):
    if value is None:
        return [(name, None), ("read", None)]
    offset = "-" if value["offset"] is None else value["offset"]
    for word in (value["source"], value["zone"]):
        assert word.replace("-", "").isalpha(), f"{word!r} is no word of a clock"
    return [(name, value["utc"]),
            ("read", f'{value["source"]} {value["zone"]} {offset} {value["raw"]}')]

def root_by(leaf, index, size, proof):
    """RFC 9162, section 2.1.3.2; None where the proof is not as long as it must be."""
    node, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = sha256(b"\1" + step + found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + step)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None

def check(bundle, key=None):
    assert bundle["format"] == "recension-evidence/1", "evidence in another form"
    version, body = bundle["version"], bundle["version"]["body"]
    written = form([("recension-version", 1)]
                   + [(name, version[name]) for name in
                      ("key", "published", "updated", "title", "byline", "description")]
                   + [("body-sha256", None if body is None else sha256(body.encode()).hex())])
    assert written == bytes_of(version["form"]), "the fields do not give the canonical form"
    assert sha256(written).hex() == version["id"], "the canonical form does not give the id"

    text, _, signatures = bundle["checkpoint"].rpartition("\n\n")
    text = text + "\n" if text else bundle["checkpoint"]
    origin, size, root = text.split("\n")[:3]
    assert str(int(size)) == size, "the checkpoint's size is no number"
    size, root = int(size), bytes_of(root)

    assert bundle["captures"], "no capture ties the version to the log"
    before = -1
    for capture in bundle["captures"]:
        extra, place, index = capture.get("extra", []), capture["place"], capture["index"]
        names = [name.encode() for name, _ in extra]
        assert names == sorted(set(names)) and b"\n" not in b"".join(names), "names of other fields"
        digest = sha256(form(
            [("recension-capture", 1), ("version", version["id"]), ("url", capture["url"])]
            + [field for name in ("published", "updated", "captured")
               for field in clock(name, capture[name])]
            + [(name, capture[name]) for name in ("sequence", "lang", "publisher", "section")]
            + [(name, value) for name, value in extra]
            + [("payload", capture["payload_sha256"])]))
        assert digest.hex() == capture["digest"], "a capture does not give its digest"
        entry = form([("recension-entry", 1), ("kind", "capture"), ("capture-sha256", digest.hex())]
                     + [(name, place[name]) for name in ("input", "record", "offset")])
        assert entry == bytes_of(capture["entry"]), "a capture does not give its entry"
        leaf = sha256(b"\0" + entry)
        assert leaf.hex() == capture["leaf"], "an entry does not give its leaf"
        assert before < index < size, "a capture stands where the log has no entry for it"
        proof = [bytes.fromhex(step) for step in capture["proof"]]
        assert root_by(leaf, index, size, proof) == root, "an entry is not under the root"
        before = index

    for stamp in bundle.get("timestamps", []):
        # What it commits to is in there; who made it, `openssl ts -verify` and `ots verify` tell.
        digest = sha256(bundle["checkpoint"].encode())
        assert digest in bytes_of(stamp["data"]), "a time stamp is over something else"

    if key is not None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        name, number, public = key.split("+", 2)
        public = bytes_of(public)
        assert sha256(f"{name}\n".encode() + public)[:4].hex() == number and public[0] == 1
        mine = [bytes_of(line.split(" ")[2])[4:] for line in signatures.splitlines()
                if line.split(" ")[1] == name and bytes_of(line.split(" ")[2])[:4].hex() == number]
        assert mine, "the key did not sign the checkpoint"
        for signature in mine:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature, text.encode())
    return f'{version["id"]} is in the log of {origin} under the root {root.hex()} of {size} entries'

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        try:
            print(check(json.load(file, object_pairs_hook=unique), *sys.argv[2:3]))
        except ImportError:
            raise
        except Exception as why:  # whatever is wrong with it, it is no proof
            sys.exit(f"it proves nothing: {why or type(why).__name__}")
