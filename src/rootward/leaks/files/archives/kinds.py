"""What a file is, by its own first bytes; its name counts only where a zip has something else before it."""

from __future__ import annotations

from typing import Literal

from rootward.leaks.files.archives.stream import Bytes

Kind = Literal["zip", "tar", "ar", "gzip", "bzip2", "xz", "zstd", "lzma"]

HEAD = 512
"""Bytes that are enough to tell."""

_KINDS: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"!<arch>\n", "ar"),
    (b"\x5d\0\0", "lzma"),
)
_NOT_UNPACKED = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"PK\x07\x08PK\x03\x04", "a zip archive in several parts"),
    (b"LZIP\x01", "packed by lzip"),
    (b"\x04\x22\x4d\x18", "packed by LZ4"),
    (b"MSCF\0\0\0\0", "a cabinet archive"),
    (b"\x1f\x9d", "packed by compress"),
    (b"\xed\xab\xee\xdb", "an RPM package"),
    (b"xar!\0\x1c", "a xar archive"),
    (b"hsqs", "a SquashFS file system"),
    (b"PACK\0\0\0\2", "a pack of git's objects"),
    (b"# v2 git bundle\n", "a git bundle"),
    (b"# v3 git bundle\n", "a git bundle"),
)
_BEGINNINGS = tuple(magic for magic, _ in _KINDS + _NOT_UNPACKED)
_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
"""Either follows bzip2's four bytes: the first block, or the end of what is empty."""

_LZMA_HEAD = 14
"""Settings, five bytes of them, the size in eight, and the first byte of what is packed, which is always 0."""
_LARGEST_LZMA = 1 << 40

_ISO = b"CD001"
_ISO_AT = (16 << 11) + 1
ISO_MARK = slice(_ISO_AT, _ISO_AT + len(_ISO))
ISO_NAMES = (".iso", ".ISO")

_STARTED_BY_OTHERS = frozenset({".egg", ".exe", ".jar", ".pex", ".pyz", ".whl", ".zip"})
"""Ends of the names of zips that may begin with what starts them; the zip's own table stands at the end."""
_STARTING = (b"#!", b"MZ")
"""What starts a zip may as well be a script for a shell, or a program of Windows', of any name."""
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = (1 << 16) + 22

_TAR_AT = 257
_TAR = b"ustar"
_CHECKSUM = slice(148, 156)
_MODE_AT, _CHECKSUM_AT = 100, 148
_OCTAL = frozenset(b"\0 01234567")
"""What a number in a tar's header is written in."""


def kind(head: bytes) -> Kind | None:
    """What can be unpacked; None is everything else."""
    if head.startswith(_BEGINNINGS):
        for magic, found in _KINDS:
            if head.startswith(magic):
                return found if _is_so(found, head) else None
    if head.startswith(_TAR, _TAR_AT) or _is_old_tar(head):
        return "tar"
    return None


def _is_so(found: Kind, head: bytes) -> bool:
    """Whether more than the first bytes, which are short for some, speaks for it."""
    if found == "bzip2":
        return head.startswith(_BLOCKS, 4)
    if found == "lzma":
        size = int.from_bytes(head[5:13], "little")
        return len(head) >= _LZMA_HEAD and not head[13] and (size < _LARGEST_LZMA or size == (1 << 64) - 1)
    return True


def not_unpacked(head: bytes) -> str | None:
    """The name of a format that is known and not unpacked, as a clause's end."""
    if head.startswith(_BEGINNINGS):
        for magic, name in _NOT_UNPACKED:
            if head.startswith(magic):
                return name
    return None


def may_be_packed(name: str, data: bytes) -> bool:
    """The quick question, asked of every file: False where all the others would say no."""
    return (
        data.startswith(_BEGINNINGS)
        or data.startswith(_TAR, _TAR_AT)
        or (len(data) >= HEAD and data[_MODE_AT] in _OCTAL and data[_CHECKSUM_AT] in _OCTAL and kind(data) == "tar")
        or name[-4:].lower() in _STARTED_BY_OTHERS
        or (data.startswith(_STARTING) and _ZIP_END in data[-_ZIP_TAIL:])
        or (name.endswith(ISO_NAMES) and is_iso(name, data[ISO_MARK]))
    )


def is_zip_behind(name: str, place: Bytes) -> bool:
    """Whether what does not begin as a zip ends as one, and is called like one that would, or is a program."""
    if name[-4:].lower() not in _STARTED_BY_OTHERS and not place.at(0, 2).startswith(_STARTING):
        return False
    return _ZIP_END in place.at(max(0, place.size - _ZIP_TAIL), _ZIP_TAIL)


def is_iso(name: str, mark: bytes) -> bool:
    """Whether it is the image of a disk, `mark` being what it has at `ISO_MARK`; its first 32 KB are anybody's."""
    return mark == _ISO and name.endswith(ISO_NAMES)


def checksum(block: bytes) -> int:
    """The sum of a tar header's bytes, its own field taken as blanks."""
    return sum(block[:148]) + 8 * 32 + sum(block[156:HEAD])


def _is_old_tar(head: bytes) -> bool:
    """A tar from before there was a mark: its first block has a name, a mode in octal, and the right checksum."""
    if (
        len(head) < HEAD
        or not head[0]
        or head[_MODE_AT] not in _OCTAL
        or head[_CHECKSUM].strip(b"\0 ").strip(b"01234567")
    ):
        return False
    field = head[_CHECKSUM].strip(b"\0 ")
    return bool(field) and int(field, 8) == checksum(head[:HEAD])
