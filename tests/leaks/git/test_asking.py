import re

from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git import asking
from rootward.leaks.git.asking import Asking

_STOP = re.compile(rb"s[0-9]")
_CONTEXT = 5


class Context:
    """Stops at `s` and a digit; admits it where a `!` stands within five bytes of it."""

    def __init__(self, *, local: bool) -> None:
        self.reach = 2 if local else None
        self.context = 2 + _CONTEXT

    def glanced(self, parts):
        return [
            (index, any(self._is_admitted(part, match) for match in _STOP.finditer(part)))
            for index, part in enumerate(parts)
            if _STOP.search(part)
        ]

    @staticmethod
    def _is_admitted(part, match):
        return b"!" in part[max(0, match.start() - _CONTEXT) : match.end() + _CONTEXT]

    def admitted(self, parts):
        return [index for index, is_admitted in self.glanced(parts) if is_admitted]

    def found(self, data):
        return [match[0] for match in _STOP.finditer(data) if self._is_admitted(data, match)]

    def found_through(self, read):
        return self.found(read(1 << 20))


def versions(draw) -> list[tuple[int, bytes, int, bytes]]:
    """A chain or a tree of versions, each with its delta."""
    text = st.lists(st.sampled_from([b"s1", b"!", b"."]), max_size=6).map((b"." * 4).join)
    made = [(0, b"." * 40 + draw(text) + b"." * 40, -1, b"")]
    for number in range(1, draw(st.integers(1, 8))):
        base_step = draw(st.integers(0, number - 1))
        base = made[base_step][1]
        cut = draw(st.integers(0, len(base)))
        skip = draw(st.integers(cut, len(base)))
        new = draw(text)
        ops = [
            op
            for op in (
                _copy(0, cut),
                bytes([len(new)]) + new if new else b"",
                _copy(skip, len(base) - skip),
            )
            if op
        ]
        result = base[:cut] + new + base[skip:]
        if not result:
            continue
        made.append((number, result, base_step, b"\x01\x01" + b"".join(ops)))
        if len(made) <= number:
            break
    return made


def _copy(offset: int, length: int) -> bytes:
    return bytes([0x80 | 0x03 | 0x30, *offset.to_bytes(2, "little"), *length.to_bytes(2, "little")]) if length else b""


@given(st.data())
def test_asked_about_what_is_new_the_same_is_found_as_asked_about_all(data):
    objects = versions(data.draw)
    held = data.draw(st.sampled_from([1, 200, 1 << 20]))
    was = asking._MOST_HELD, asking._WORTH_READING
    try:
        asking._MOST_HELD, asking._WORTH_READING = held, 0
        whole, local = Asking(Context(local=False)), Asking(Context(local=True))
        whole.about(objects)
        local.about(objects)
    finally:
        asking._MOST_HELD, asking._WORTH_READING = was

    assert sorted(local.searched().found) == sorted(whole.searched().found)
    assert local.searched().bytes == whole.searched().bytes


def test_what_did_not_rebuild_is_left():
    one = Asking(Context(local=True))
    one.about([(0, None, 77, b""), (1, b"s1!", -1, b"")])

    assert one.searched() == asking.Searched(found=((1, [b"s1"]),), left=((0, 77),), commits=b"", bytes=3)
