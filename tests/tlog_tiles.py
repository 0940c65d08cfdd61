"""A second reader of the log's tiles (https://c2sp.org/tlog-tiles), independent of recension.

Usage: tlog_tiles.py FOLDER [PROOF…]

FOLDER has `checkpoint`, `old-checkpoint` and `tile/…` as a server sends them. The roots, the inclusion of
every entry and the consistency of the two checkpoints are computed from the tiles alone, by the
recursive definitions of RFC 6962, section 2.1. Each PROOF is a file in the format of
https://c2sp.org/tlog-proof.
"""

import base64
import hashlib
import pathlib
import struct
import sys


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def path_of(number):
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups)


class Log:
    def __init__(self, folder, checkpoint):
        self.folder = pathlib.Path(folder)
        lines = (self.folder / checkpoint).read_text("utf-8").split("\n")
        self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2])
        self.tiles = {}

    def tile(self, level, index):
        """The hashes of a tile, as many as a log of this size has."""
        if (level, index) not in self.tiles:
            width = min(256, (self.size >> (8 * level)) - 256 * index)
            name = f"tile/{level}/{path_of(index)}" + ("" if width == 256 else f".p/{width}")
            data = (self.folder / name).read_bytes()
            assert len(data) == 32 * width, f"{name} has {len(data)} bytes"
            self.tiles[level, index] = [data[at : at + 32] for at in range(0, len(data), 32)]
        return self.tiles[level, index]

    def subtree(self, first, height):
        """The root of a perfect subtree."""
        level, rest = divmod(height, 8)
        at = first >> (8 * level)
        hashes = self.tile(level, at // 256)[at % 256 : at % 256 + (1 << rest)]
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[i : i + 2]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    def tree(self, first, end):
        """The Merkle Tree Hash of a range."""
        count = end - first
        if count == 0:
            return hashlib.sha256().digest()
        if count & (count - 1) == 0:
            return self.subtree(first, count.bit_length() - 1)
        middle = first + (1 << ((count - 1).bit_length() - 1))
        return node_hash(self.tree(first, middle), self.tree(middle, end))

    def inclusion(self, entry, first, end):
        if end - first == 1:
            return []
        middle = first + (1 << ((end - first - 1).bit_length() - 1))
        if entry < middle:
            return self.inclusion(entry, first, middle) + [self.tree(middle, end)]
        return self.inclusion(entry, middle, end) + [self.tree(first, middle)]

    def entries(self):
        for index in range((self.size + 255) // 256):
            width = min(256, self.size - 256 * index)
            name = f"tile/entries/{path_of(index)}" + ("" if width == 256 else f".p/{width}")
            data, at, found = (self.folder / name).read_bytes(), 0, 0
            while at < len(data):
                (length,) = struct.unpack_from(">H", data, at)
                yield data[at + 2 : at + 2 + length]
                at, found = at + 2 + length, found + 1
            assert (at, found) == (len(data), width), f"{name} has {found} entries"


def root_of(leaf, entry, size, path):
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    node, last, value = entry, size - 1, leaf
    for step in path:
        assert last > 0, "the proof is too long"
        if node & 1 or node == last:
            value = node_hash(step, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, step)
        node, last = node >> 1, last >> 1
    assert last == 0, "the proof is too short"
    return value


def check_proof(file, log):
    head, checkpoint = pathlib.Path(file).read_text("utf-8").split("\n\n", 1)
    lines = head.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1", lines[0]
    assert lines[1].startswith("extra "), lines[1]
    entry = base64.b64decode(lines[1][6:], validate=True)
    assert lines[2].startswith("index "), lines[2]
    index = int(lines[2][6:])
    path = [base64.b64decode(line, validate=True) for line in lines[3:]]
    origin, size, root = checkpoint.split("\n")[:3]
    assert origin == log.origin, origin
    assert root_of(leaf_hash(entry), index, int(size), path) == base64.b64decode(root), "proof"


def main():
    folder, proofs = sys.argv[1], sys.argv[2:]
    log, old = Log(folder, "checkpoint"), Log(folder, "old-checkpoint")
    assert log.origin == old.origin
    assert log.tree(0, log.size) == log.root, "the tiles do not have the checkpoint's root"
    # The old checkpoint is a prefix: its root, from the tiles of the new one and from its own.
    assert log.tree(0, old.size) == old.root, "the log does not extend the old checkpoint"
    assert old.tree(0, old.size) == old.root, "the old tiles do not have the old root"
    count = 0
    for index, entry in enumerate(log.entries()):
        assert log.tile(0, index // 256)[index % 256] == leaf_hash(entry), f"entry {index}"
        if index % 7 == 0 or index + 1 == log.size:
            path = log.inclusion(index, 0, log.size)
            assert root_of(leaf_hash(entry), index, log.size, path) == log.root, f"entry {index}"
        count += 1
    assert count == log.size
    for proof in proofs:
        check_proof(proof, log)
    print(f"{old.size} then {log.size} entries, {len(proofs)} proofs")


main()
