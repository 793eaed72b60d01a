"""The limit of whoever reads a history from its packs: inflate each entry once, with isal, and do nothing else.

Run as a process of its own, `inflating.py OBJECTS`, with a folder of git objects; prints one line of JSON: the packs'
`entries`, the bytes they inflate to (`inflated`), and the seconds of CPU of inflating alone (`cpu`). Where the
entries lie is found out before, and does not count. Deltas are inflated and not applied. SHA-1 repositories only: what
is measured are known ones.
"""

import json
import mmap
import struct
import sys
import time
from pathlib import Path

import numpy as np
from isal import isal_zlib

IDX_V2 = b"\xfftOc\x00\x00\x00\x02"
OID = 20
OFFSET_DELTA, NAME_DELTA = 6, 7
FANOUT_ENDS = len(IDX_V2) + 256 * 4


def offsets(index: bytes) -> list[int]:
    """Where the entries of a pack begin, in order, by its index of version 2. Raises ValueError for another."""
    if not index.startswith(IDX_V2):
        raise ValueError("an index of version 2 is needed: git index-pack writes it")
    (count,) = struct.unpack_from(">I", index, FANOUT_ENDS - 4)
    at = FANOUT_ENDS + count * (OID + 4)
    small = np.frombuffer(index, ">u4", count, at).astype(np.int64)
    large = small >= 1 << 31
    if large.any():
        wide = np.frombuffer(index, ">u8", int(large.sum()), at + 4 * count).astype(np.int64)
        small[large] = wide[small[large] & 0x7FFFFFFF]
    return sorted(small.tolist())


def entries(pack: mmap.mmap, begins: list[int]) -> list[tuple[int, int, int]]:
    """Begin and end of the deflated bytes of each entry, and how many they inflate to."""
    found = []
    for begin, end in zip(begins, [*begins[1:], len(pack) - OID], strict=True):
        byte, at = pack[begin], begin + 1
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 128:
            byte, at = pack[at], at + 1
            size |= (byte & 127) << shift
            shift += 7
        if kind == NAME_DELTA:
            at += OID
        elif kind == OFFSET_DELTA:
            while pack[at] & 128:
                at += 1
            at += 1
        found.append((at, end, size))
    return found


def main() -> int:
    """Inflate every entry of every pack."""
    counted = inflated = 0
    seconds = 0.0
    for path in sorted(Path(sys.argv[1], "pack").glob("*.pack")):
        begins = offsets(path.with_suffix(".idx").read_bytes())
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pack:
            where = entries(pack, begins)
            counted += len(where)
            with memoryview(pack) as view:
                decompress, total = isal_zlib.decompress, 0
                begin = time.process_time()
                for at, end, size in where:
                    total += len(decompress(view[at:end], 15, size or 1))
                seconds += time.process_time() - begin
            inflated += total
    print(json.dumps({"entries": counted, "inflated": inflated, "cpu": seconds}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
