"""What the reader of archives has to bear: every format in every other, changed at every depth, and bombs."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from importlib.util import find_spec

from rootward.leaks.files.archives.bounds import Bounds, Budget, TooMuchError
from rootward.leaks.files.archives.contents import contents
from rootward.leaks.files.archives.kinds import HEAD, checksum, kind, may_be_packed, not_unpacked
from rootward.leaks.files.archives.stream import Held, Patient, Stream, flowing
from rootward.leaks.files.order import FilesOrder, Tally
from rootward.leaks.files.scan import scan_files
from rootward.leaks.rules import Rules
from rootward.model.scan import Unread
from tests.leaks.fuzzing.changing import Target, changed
from tests.leaks.fuzzing.texts import texts

BOUNDS = Bounds(ratio=50, free=1 << 20, total=8 << 20, members=300, depth=4, held=1 << 20)
SLACK = 1 << 20
"""What may come out at once before a bound is asked."""
MOST_PARTS = 4 * BOUNDS.members
STEP = 1 << 16


def make(draw: random.Random) -> bytes:
    """An archive, its inside changed, or its outside, or both."""
    data = draw.choice(texts(draw))
    if not draw.randrange(8):
        data = draw.choice((b"\0", b"ab")) * draw.choice((1 << 16, 3 << 20))
    for _ in range(draw.randint(1, 5)):
        data = draw.choice(PACKERS)(data, draw)
        if not draw.randrange(3):
            data = changed(data, [data], draw)
            data = _summed(data) if draw.randrange(2) else data
    return data


def check(data: bytes) -> None:
    """It ends, within its bounds, and nothing but what it says is raised; and so does the search of it."""
    head = data[:HEAD]
    assert may_be_packed("", data) or (kind(head) is None and not_unpacked(head) is None)
    assert drained(data) <= BOUNDS.free + BOUNDS.ratio * len(data) + SLACK
    pieces = io.BytesIO(data)
    _drained(Stream(lambda size: pieces.read(min(size, 1000))), None, len(data))
    given = io.BytesIO(data)
    for item in scan_files(FilesOrder(paths=("-",)), Rules(), Tally(), bounds=BOUNDS, read_input=given.read):
        path = item.path if isinstance(item, Unread) else item[0]
        assert path.encode().startswith(b"-")


def drained(data: bytes) -> int:
    """How many bytes come out of an archive."""
    return _drained(flowing(Held(data)), Held(data), len(data))


def _drained(stream: Stream, place: Held | None, size: int) -> int:
    """How many bytes all of its parts come to."""
    budget = Budget(BOUNDS, size)
    total = count = 0
    try:
        for part in contents("a", stream, place, budget):
            count += 1
            assert count <= MOST_PARTS
            assert part.path.encode().startswith(b"a")
            if isinstance(part, Unread):
                assert part.reason
                continue
            patient = Patient(part.stream)
            while patient.read(STEP):
                pass
            total += patient.size
            if isinstance(patient.error, TooMuchError):
                break
    except TooMuchError:
        pass
    return total


def _zip(data: bytes, draw: random.Random) -> bytes:
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(draw.randint(1, 3)):
            name = draw.choice(("a.txt", "dir/ä.py", "../../up", "/abs", "a\\b", "x" * 300)) + str(number)
            with archive.open(
                zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), "w", force_zip64=not draw.randrange(6)
            ) as file:
                file.write(data)
            info = archive.getinfo(name)
            info.compress_type = draw.choice(methods)
        other = zipfile.ZipInfo("other", (2026, 1, 1, 0, 0, 0))
        archive.writestr(other, data, compress_type=draw.choice(methods))
        if not draw.randrange(4):
            archive.comment = b"PK\5\6" + draw.randbytes(30)
    return draw.choice((b"", b"", b"#!/bin/sh\n")) + held.getvalue()


def _tar(data: bytes, draw: random.Random) -> bytes:
    held = io.BytesIO()
    form = draw.choice((tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for number in range(draw.randint(1, 3)):
            name = draw.choice(("a.txt", "./b", "../../up", "/abs", "dir/" + "y" * 90, "ä" * (40 if form else 20)))
            info = tarfile.TarInfo(f"{name}{number}"[: 99 if form == tarfile.USTAR_FORMAT else None])
            info.size = len(data)
            info.type = draw.choice((tarfile.REGTYPE, tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.SYMTYPE))
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def _image(data: bytes, draw: random.Random) -> bytes:
    """As `docker save` writes it: layers, and a manifest that names them."""
    names = [f"blobs/sha256/{draw.getrandbits(256):064x}" for _ in range(2)]
    manifest = json.dumps([{"Config": "config.json", "RepoTags": ["a:1"], "Layers": names}]).encode()
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, content in ((names[0], _tar(data, draw)), (names[1], b""), ("manifest.json", manifest)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return held.getvalue()


def _gzip(data: bytes, draw: random.Random) -> bytes:
    return gzip.compress(data, mtime=0) * draw.choice((1, 1, 1, 3))


def _bz2(data: bytes, draw: random.Random) -> bytes:
    return bz2.compress(data) * draw.choice((1, 1, 2))


def _xz(data: bytes, draw: random.Random) -> bytes:
    return lzma.compress(data, preset=0) * draw.choice((1, 1, 2))


def _zstd(data: bytes, draw: random.Random) -> bytes:
    del draw
    if find_spec("zstandard") is None:
        return b"\x28\xb5\x2f\xfd" + data
    import zstandard

    packed: bytes = zstandard.compress(data)
    return packed


PACKERS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _zip,
    _zip,
    _tar,
    _tar,
    _image,
    _gzip,
    _bz2,
    _xz,
    _zstd,
)


def _summed(data: bytes) -> bytes:
    """A tar's first header with the right checksum again, so that more than the sum is looked at."""
    if len(data) < HEAD or data[257:262] != b"ustar":
        return data
    return data[:148] + b"%06o\0 " % (checksum(data[:HEAD]) & 0o777777) + data[156:]


TARGET = Target("archived", make, check)
