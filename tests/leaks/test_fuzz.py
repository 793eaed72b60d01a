"""A few hundred of the cases of `make fuzz`, the same ones each time, and every one that ever broke a law."""

import random
from pathlib import Path

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.git.pack import BLOB
from rootward.leaks.rules import Rules
from tests.leaks.fuzzing import archived, packed, texts
from tests.leaks.fuzzing.changing import restored, stored
from tests.leaks.fuzzing.targets import TARGETS

CASES = Path(__file__).parent / "fuzz_cases"
HOW_MANY = {"texts": 120, "archived": 150, "packed": 300, "repositories": 12}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_whatever_bytes_come_the_laws_hold(name):
    target = TARGETS[name]
    for number in range(HOW_MANY[name]):
        try:
            target.check(target.case(number))
        except Exception as error:
            raise AssertionError(
                f"case {number} of {name}: make fuzz ARGS='--target {name} --case {number}'"
            ) from error


def test_what_once_broke_a_law_breaks_none():
    for path in sorted(CASES.glob("*/*")):
        TARGETS[path.parent.name].check(restored(path.read_bytes()))


def test_no_scanner_finds_a_key_in_a_case_that_is_kept():
    case = b"\n".join(texts.texts(random.Random(1)))  # noqa: S311 - the same each time

    assert detect(case, Rules())
    assert not detect(stored(case), Rules())
    assert restored(stored(case)) == case


def test_a_case_is_the_same_bytes_each_time():
    for target in TARGETS.values():
        assert target.case(7) == target.case(7)
        assert target.case(7) != target.case(8)


def test_most_texts_hold_something():
    found = [detect(texts.TARGET.case(number), Rules()) for number in range(60)]

    assert sum(map(bool, found)) > 30


def test_most_objects_of_changed_packs_are_rebuilt():
    found = [data for number in range(100) for data in packed.read(packed.TARGET.case(number)).values()]

    assert sum(data is not None for data in found) > len(found) // 2
    assert None in found


def test_an_unchanged_pack_is_rebuilt_whole():
    draw = NoChange(0)
    texts_of_it = texts.texts(draw)
    entries = [packed.Entry(BLOB, texts_of_it[0], None, by_name=False)]
    entries += [
        packed.Entry(BLOB, texts_of_it[0] + text, 0, by_name=bool(number % 2))
        for number, text in enumerate(texts_of_it)
    ]

    found = packed.read(packed.made(entries, draw))

    assert set(found.values()) == {entry.data for entry in entries}
    assert len(found) == len(entries)


class NoChange(random.Random):
    """Draws so that `made` changes nothing."""

    def randrange(self, start, stop=None, step=1):
        return super().randrange(start, stop, step) if stop is not None else start - 1


@pytest.mark.parametrize("packer", archived.PACKERS, ids=lambda packer: packer.__name__)
def test_of_what_was_packed_and_not_changed_everything_comes_out(packer):
    draw = random.Random(3)  # noqa: S311 - the same each time
    text = texts.texts(draw)[0]

    assert archived.drained(packer(text, draw)) >= len(text)
