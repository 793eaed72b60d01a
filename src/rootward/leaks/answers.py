"""Answers that were given before, kept so that the same question about the same repository costs next to nothing.

An answer is what was printed: masked, as it was reported. Asked for before anything is imported that takes time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

from rootward import __version__
from rootward.leaks.cached import read_own, without_waiting, write_own

_BEGINS = b"rootward answer 1\n"
_MOST_BYTES = 16 << 20
_MOST_FILES = 128
"""Of the answers that were asked for last; each has a second file, that says what it rests on."""
_DIGEST = 20


class Answer(NamedTuple):
    """What a command printed, and how it ended."""

    out: bytes
    err: bytes
    code: int


def answer_key(*parts: str) -> str:
    """A name for a question: of everything that its answer depends on."""
    digest = blake2b(digest_size=_DIGEST)
    for part in parts:
        raw = part.encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(raw))
        digest.update(raw)
    return digest.hexdigest()


def code_state() -> str:
    """The state of rootward's own code, and the interpreter's: another version answers anew."""
    digest = blake2b(f"{__version__} {sys.version}".encode(), digest_size=_DIGEST)
    for facts in _files(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))):
        digest.update(facts)
    return digest.hexdigest()


def _files(folder: str) -> Iterator[bytes]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield os.fsencode(entry.name)
            yield from _files(entry.path)
        else:
            status = entry.stat()
            yield b"%s %d %d," % (os.fsencode(entry.name), status.st_size, status.st_mtime_ns)


def files_state(paths: Iterable[str]) -> str:
    """What some small files hold, in which the user or the repository says what is to be passed over."""
    digest = blake2b(digest_size=_DIGEST)
    for path in paths:
        digest.update(repr(path).encode("utf-8", "surrogateescape"))
        try:
            with open(path, "rb", opener=without_waiting) as file:
                digest.update(file.read(_MOST_BYTES))
        except OSError as error:
            digest.update(b"%d" % (error.errno or 0))
    return digest.hexdigest()


def recall(folder: str, key: str) -> Answer | None:
    """The answer to a question that was asked before; None where there is none that can be believed."""
    file = _file(folder, key)
    content = read_own(file, _MOST_BYTES)
    answer = None if content is None else _parsed(content, key)
    if answer is not None:
        with suppress(OSError):
            os.utime(file)  # what is asked for often is not the one to be forgotten
    return answer


def keep(folder: str, key: str, answer: Answer) -> None:
    """Keep an answer in the cache folder. Where it cannot be kept, it is given anew next time."""
    content = _formatted(answer, key)
    if len(content) <= _MOST_BYTES:
        write_own(_file(folder, key), content, keep=_MOST_FILES)


def _file(folder: str, key: str) -> str:
    return os.path.join(folder, "answers", key)


def _formatted(answer: Answer, key: str) -> bytes:
    body = b"%d %d %d\n%s%s" % (answer.code, len(answer.out), len(answer.err), answer.out, answer.err)
    return _BEGINS + _check(body, key) + b"\n" + body


def _parsed(content: bytes, key: str) -> Answer | None:
    if not content.startswith(_BEGINS):
        return None
    check, _, body = content[len(_BEGINS) :].partition(b"\n")
    if check != _check(body, key):
        return None
    head, _, rest = body.partition(b"\n")
    code, out, err = map(int, head.split())
    return Answer(rest[:out], rest[out : out + err], code)


def _check(body: bytes, key: str) -> bytes:
    return blake2b(body, digest_size=_DIGEST, key=key.encode()).hexdigest().encode()
