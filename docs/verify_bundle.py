#!/usr/bin/env python3
"""Checks a bundle of evidence that `recension prove` wrote, as docs/evidence-format.md describes.

    python3 docs/verify_bundle.py BUNDLE [PUBKEY]

If you give PUBKEY (NAME+ID+BASE64), it must have signed the checkpoint
(needs: pip install cryptography).
"""
import hashlib, json, re, sys
from base64 import b64decode, b64encode
from datetime import datetime, timedelta, timezone

def sha256(data):
    return hashlib.sha256(data).digest()

def bytes_of(text):
    data = b64decode(text, validate=True)
    assert b64encode(data).decode() == text, "base64 is not in its canonical form"
    return data

def form(fields):
    """Returns the canonical form: each field as its name, the length of its value in bytes, its value."""
    parts = []
    for name, value in fields:
        raw = None if value is None else str(value).encode()
        name = name.encode()
        parts.append(b"%s -\n" % name if raw is None else b"%s %d\n%s\n" % (name, len(raw), raw))
    return b"".join(parts)

NUMBERS = ("index", "sequence", "record", "offset", "status")
HASHES = ("id", "version", "digest", "leaf", "body_sha256", "payload_sha256")

def unique(pairs):
    """Returns a JSON object, with hashes in lower case. Refuses duplicate keys."""
    assert len({name for name, _ in pairs}) == len(pairs), "a key occurs twice in one object"
    assert all(type(value) in (dict, list, str, int, bool, type(None)) for _, value in pairs), "wrong type"
    assert all(type(value) is not bool or name == "names_itself" for name, value in pairs), "wrong type"
    assert all((type(value) is int) == (name in NUMBERS) for name, value in pairs if value is not None), \
        "a number where a text belongs, or a text where a number belongs"
    is_hash = lambda name, value: name in HASHES and isinstance(value, str)
    return {name: value.lower() if is_hash(name, value) else value for name, value in pairs}

def whole(text):
    """Returns a whole number in its only form."""
    assert text != "-0", "minus zero is not a whole number"
    return int(text)

def keys(value, needed, others=""):
    """Checks that an object has the needed keys, and no keys but those in docs/evidence-format.md."""
    assert isinstance(value, dict), "a value is not an object"
    needed, others = set(needed.split()), set(others.split())
    assert needed <= value.keys() <= needed | others, f"wrong keys, among: {sorted(value.keys() ^ needed)}"

def clock(name, value):
    if value is None:
        return [(name, None), ("read", None)]
    keys(value, "utc precision offset zone source raw")
    offset = "-" if value["offset"] is None else value["offset"]
    for word in (value["source"], value["zone"], value["precision"]):
        assert word.replace("-", "").isalpha(), f"{word!r} is not a source, zone or precision"
    return [(name, value["utc"]),
            ("read", f'{value["source"]} {value["zone"]} {offset} {value["precision"]} '
                     + value["raw"])]

def root_by(leaf, index, size, proof):
    """Returns the root (RFC 9162, section 2.1.3.2); None if the proof has the wrong length."""
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

IDENTITY = "key published updated title byline description"
CLOCKS = ("published", "updated", "captured")
LABELS = ("sequence", "lang", "publisher", "section")

def version_form(version, body):
    fields = [(name, version[name]) for name in IDENTITY.split()]
    return form([("recension-version", 1)] + fields + [("body-sha256", body)])

def check_entry(value, entry, size, root):
    assert entry == bytes_of(value["entry"]), "a capture or a look does not match its log entry"
    leaf, index = sha256(b"\0" + entry), value["index"]
    assert leaf.hex() == value["leaf"], "an entry does not match its leaf hash"
    assert 0 <= index < size, "an index is outside the log"
    assert all(re.fullmatch("[0-9a-fA-F]{64}", step) for step in value["proof"]), "a proof step is not a hash"
    proof = [bytes.fromhex(step) for step in value["proof"]]
    assert root_by(leaf, index, size, proof) == root, "an inclusion proof does not lead to the root"

def check_capture(capture, version, size, root):
    keys(capture, f"kind url {' '.join(CLOCKS + LABELS)} payload_sha256 digest place index entry leaf proof",
         "extra annotations handles names_itself")
    extra, place = capture.get("extra", []), capture["place"]
    annotations = capture.get("annotations", [])
    keys(place, "input record offset")
    for pairs in (extra, annotations):
        names = [name.encode() for name, _ in pairs]
        assert names == sorted(set(names)), "names are not sorted, or occur twice"
        assert all(isinstance(value, str) for _, value in pairs), "a value is not a text"
    digest = sha256(form(
        [("recension-capture", 2), ("version", version), ("kind", capture["kind"]), ("url", capture["url"])]
        + [field for name in CLOCKS for field in clock(name, capture[name])]
        + [(name, capture[name]) for name in LABELS]
        + [part for name, value in extra for part in (("field", name), ("value", value))]
        + [part for name, value in annotations for part in (("annotation", name), ("value", value))]
        + [("payload", capture["payload_sha256"])]))
    assert digest.hex() == capture["digest"], "a capture does not match its digest"
    handles, itself = [one.lower() for one in capture.get("handles", [])], capture.get("names_itself", False)
    assert handles == sorted(set(handles)) and itself in (True, False), "handles are not in order"
    assert handles or not itself, "names_itself is true, but there are no handles"
    entry = form([("recension-entry", 2), ("kind", "capture"), ("capture-sha256", digest.hex()),
                  ("handles", " ".join(handles) or None),
                  ("names-itself", str(itself).lower() if handles else None)]
                 + [(name, place[name]) for name in ("input", "record", "offset")])
    check_entry(capture, entry, size, root)

SECOND = timedelta(seconds=1)
COARSE = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}

def next_span(start, length):
    """Returns the start of the next year, month or day; `length` is that of the text."""
    year, month = start.year, start.month
    if length == 4:
        return start.replace(year=year + 1)
    if length == 7:
        return start.replace(year=year + month // 12, month=month % 12 + 1)
    return start + timedelta(days=1)

def span(text):
    """Returns the start and the end of a canonical time, and whether it is a day or coarser."""
    if len(text) in COARSE:
        start = datetime.strptime(text, COARSE[len(text)]).replace(tzinfo=timezone.utc)
        return start, next_span(start, len(text)), True
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{0,5}[1-9])?Z", text), \
        f"{text!r} is not a canonical time"
    whole, _, fraction = text[:-1].partition(".")
    start = datetime.fromisoformat(whole + "+00:00")
    assert 1399 <= start.year <= 3000, "a year is out of range"
    # The canonical form does not distinguish a minute from its first second.
    length = 60 if start.second == 0 and not fraction else 1
    start += timedelta(microseconds=int(fraction.ljust(6, "0") or 0))
    return start, start + length * SECOND, False

def is_between(claim, last_seen, first_seen):
    start, end, is_coarse = claim
    east, west = (timedelta(hours=14), timedelta(hours=12)) if is_coarse else (0 * SECOND, 0 * SECOND)
    if first_seen is not None and start - east >= first_seen[1]:
        return False
    return last_seen is None or (end + west > last_seen and not (is_coarse and start < last_seen))

def asked_stretch(asked, offset):
    """Returns the span that a time in a usual form of ISO 8601 names; None for another form."""
    shape = re.sub("[0-9]", "0", asked).replace(" ", "T", 1)
    zone = timezone(timedelta(minutes=offset))
    if shape in ("0000", "0000-00", "0000-00-00"):
        start = datetime.strptime(asked, COARSE[len(asked)]).replace(tzinfo=zone)
        return start, next_span(start, len(asked))
    is_odd = asked[11:13] == "24" or (shape[16:19] == ":00" and asked[17:19] == "60")
    if is_odd or not re.fullmatch(r"0000-00-00T00:00(:00)?(Z|[+-]00:00)?", shape):
        return None
    start = datetime.fromisoformat(asked.replace("Z", "+00:00"))
    assert 1400 <= start.year <= 2999, "a year is out of range"
    start = start if start.tzinfo else start.replace(tzinfo=zone)
    assert start.utcoffset() == timedelta(minutes=offset), "the zone in `asked` is not the one in `offset`"
    return start, start + (1 if shape[16:19] == ":00" else 60) * SECOND

RANK = ["unknown", "between", "claimed", "observed"]

def support(own, own_claim, until, before, after, following):
    """Returns the strongest certainty that the captures support."""
    claim_of = lambda cited: cited and (cited[1]["updated"] or cited[1]["published"])
    seen_of = lambda cited: cited and span(cited[1]["captured"]["utc"])
    is_own = lambda cited: cited is not None and cited[0] == own
    last_seen = before and seen_of(before)[0]
    beyond = lambda period: period[2] and period[1] > until
    # A capture of a day may have been taken after the time within that day.
    if before is not None and beyond(seen_of(before)):
        return "unknown"
    if is_own(before) and is_own(after):
        return "observed"
    follower, first_seen = None, None
    if following is not None:
        follower = following
    elif after is not None and not is_own(after):
        follower, first_seen = after, seen_of(after)
    claim = claim_of(follower) and span(claim_of(follower)["utc"])
    def ended():
        if claim is None or not is_between(claim, last_seen, first_seen):
            # A claim that contradicts the observations dates nothing, and nobody saw that version.
            return "unknown" if first_seen is None else "between"
        if claim[0] >= until:
            return "claimed"
        assert last_seen is not None and claim[0] < last_seen, "another version was in effect at that time"
        return "between"
    if is_own(before):
        return "unknown" if follower is None else ended()
    if own_claim is None:
        assert not is_own(after), "nothing shows that the version existed before it was first seen"
        return "unknown"
    own_claim = span(own_claim)
    assert own_claim[0] < until, "the version's own claim is after that time"
    if is_own(after):
        assert is_between(own_claim, last_seen, seen_of(after)), "an observation contradicts the claim"
        return "between" if beyond(own_claim) else "claimed"
    if beyond(own_claim):
        return "between"
    if follower is None:
        return "claimed"
    return "between" if claim == own_claim and not claim[2] else ended()

def kind_of(stamp):
    """Returns the kind of a time stamp: an RFC 3161 request begins with a number, a response with a sequence."""
    if stamp.startswith(b"\0OpenTimestamps\0"):
        return "opentimestamps"
    assert stamp[:1] == b"\x30", "a time stamp is not DER"
    header = 2 + (stamp[1] & 0x7F if stamp[1] & 0x80 else 0)
    return {2: "rfc3161-request", 0x30: "rfc3161-response"}[stamp[header]]

PRECISIONS = {"year": 4, "month": 7, "day": 10, "minute": 20, "second": 20}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

def check_look(look, question, size, root):
    keys(look, "url at precision reason status place index entry leaf proof")
    at, place, length = look["at"], look["place"], PRECISIONS[look["precision"]]
    keys(place, "input record offset")
    assert len(at) == length or length == 20 < len(at), "the precision of a look is not that of its time"
    assert look["precision"] != "minute" or at[16:] == ":00Z", "the time of a look is not a minute"
    assert look["status"] is None or 0 <= look["status"] <= 65535, "a status is out of range"
    start = span(at)[0]
    micros = (start - EPOCH) // timedelta(microseconds=1)
    entry = form([("recension-entry", 2), ("kind", "look"), ("url", look["url"]), ("at", micros),
                  ("precision", look["precision"]), ("reason", look["reason"]), ("status", look["status"])]
                 + [(name, place[name]) for name in ("input", "record", "offset")])
    check_entry(look, entry, size, root)
    before, after = question["before"], question["after"]
    assert before is None or start >= span(before["at"])[0], "a look is before the observations"
    assert after is None or start < span(after["at"])[0], "a look is after the observations"

def check_question(bundle):
    """Checks the question and returns the answer in words; None if there is no question."""
    version, question = bundle["version"], bundle.get("question")
    neighbors = bundle.get("neighbors", [])
    if question is None:
        assert not neighbors, "there are neighbors, but no question"
        return None
    keys(question, "asked from until offset kind certainty before after", "next")
    for name in ("from", "until"):
        assert len(question[name]) >= 20, "`from` or `until` is not an instant"
    start, until = span(question["from"])[0], span(question["until"])[0]
    assert start < until and abs(question["offset"]) <= 24 * 60, "the question's time or zone is not valid"
    stretch = asked_stretch(question["asked"], question["offset"])
    assert stretch in (None, (start, until)), "`asked` is not the time from `from` until `until`"

    cited = [(version["id"], capture) for capture in bundle["captures"]]
    cited += [(neighbor["version"], neighbor["capture"]) for neighbor in neighbors]
    def find(name, needed):
        found = question.get(name)
        if found is None:
            return None
        keys(found, needed)
        fitting = [one for one in cited if (one[0], one[1]["index"]) == (found["version"], found["index"])]
        assert fitting and fitting[0][1]["kind"] == question["kind"], f"{name}: no such capture"
        return fitting[0]
    before, after = (find(name, "version at source index") for name in ("before", "after"))
    following = find("next", "version index")
    assert following is None or following[0] != version["id"], "`next` is the bundle's own version"
    for name, one in (("before", before), ("after", after)):
        if one is not None:
            captured = one[1]["captured"]
            assert (captured["utc"], captured["source"]) == (question[name]["at"], question[name]["source"])
    at = lambda one: one and span(one[1]["captured"]["utc"])[0]
    assert before is None or at(before) < until, "`before` is not before that time"
    assert after is None or at(after) >= until, "`after` is before that time"
    of_kind = [one for one in cited if one[1]["kind"] == question["kind"]]
    assert any(one[0] == version["id"] for one in of_kind), "the version has no capture of that kind"
    for one in of_kind:
        if one[1]["captured"] is not None and one[1]["captured"]["source"] != "file-time":
            is_inside = (before is None or at(one) > at(before)) and (after is None or at(one) < at(after))
            assert not is_inside, "a capture lies between the two observations"
    for neighbor in neighbors:
        assert any(one is not None and one[1] is neighbor["capture"] for one in (before, after, following)), \
            "the question does not name a neighbor"
    own_claim = version["updated"] or version["published"]
    found = support(version["id"], own_claim, until, before, after, following)
    stated = question["certainty"]
    assert RANK.index(stated) <= RANK.index(found), f"it says {stated}, but its captures support {found}"
    return f"in effect at {question['asked']} (until {question['until']}): {stated}"

def check(bundle, key=None):
    assert bundle["format"] == "recension-evidence/2", "not a bundle of the form recension-evidence/2"
    keys(bundle, "format version captures checkpoint", "question neighbors looks timestamps")
    version = bundle["version"]
    keys(version, f"id form body {IDENTITY}")
    body = version["body"]
    written = version_form(version, None if body is None else sha256(body.encode()).hex())
    assert written == bytes_of(version["form"]), "the fields do not match the canonical form"
    assert sha256(written).hex() == version["id"], "the canonical form does not match the id"

    text, _, signatures = bundle["checkpoint"].rpartition("\n\n")
    text = text + "\n" if text else bundle["checkpoint"]
    origin, size, root = text.split("\n")[:3]
    assert str(int(size)) == size, "the checkpoint's size is not a decimal number"
    size, root = int(size), bytes_of(root)

    assert bundle["captures"], "the bundle has no capture of the version"
    for capture in bundle["captures"]:
        check_capture(capture, version["id"], size, root)
    for neighbor in bundle.get("neighbors", []):
        keys(neighbor, "version identity capture")
        identity = neighbor["identity"]
        assert neighbor["version"] != version["id"], "a neighbor is the bundle's own version"
        if identity is not None:
            keys(identity, f"{IDENTITY} body_sha256")
            written = version_form(identity, identity["body_sha256"])
            assert sha256(written).hex() == neighbor["version"], "a neighbor's fields do not match its id"
            assert identity["key"] == version["key"], "a neighbor belongs to another article"
        check_capture(neighbor["capture"], neighbor["version"], size, root)
    for captures in (bundle["captures"], [one["capture"] for one in bundle.get("neighbors", [])]):
        indexes = [capture["index"] for capture in captures]
        assert indexes == sorted(set(indexes)), "captures are not in the order of the log"
    answer = check_question(bundle)
    looks = bundle.get("looks", [])
    assert answer is not None or not looks, "there are looks, but no question"
    indexes = [look["index"] for look in looks]
    assert indexes == sorted(set(indexes)), "looks are not in the order of the log"
    for look in looks:
        check_look(look, bundle["question"], size, root)

    for stamp in bundle.get("timestamps", []):
        # It must contain the digest. `openssl ts -verify` and `ots verify` check who made it.
        keys(stamp, "kind data")
        digest = sha256(bundle["checkpoint"].encode())
        data = bytes_of(stamp["data"])
        assert stamp["kind"] == kind_of(data), "a time stamp is not of the kind that it states"
        assert digest in data, "a time stamp does not cover the checkpoint"

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
    found = f'{version["id"]} is in the log {origin}, which had {size} entries and the root {root.hex()}'
    return found if answer is None else f"{found}\n{answer}"

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        try:
            print(check(json.load(file, object_pairs_hook=unique, parse_int=whole), *sys.argv[2:3]))
        except ImportError:
            raise
        except Exception as why:  # any error means that the bundle is not valid
            sys.exit(f"the bundle is not valid: {why or type(why).__name__}")
