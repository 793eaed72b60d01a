"""Whether bytes hold a string, and where, by the C library and without it."""

import random

import pytest

from rootward.trail.finding import needles


@pytest.mark.parametrize("finder", [needles._plain, needles._finder()])
def test_a_needle_is_found_wherever_it_is(finder: needles.Places):
    generator = random.Random(7)  # noqa: S311 - a test's
    for _ in range(300):
        data = bytes(generator.choices(b'ot"R', k=generator.randrange(200)))
        expected = [at for at in range(len(data)) if data.startswith(b'oot"', at)]
        assert finder(data, b'oot"', 1000) == expected
        assert finder(data, b'oot"', 2) == expected[:2]


def test_what_is_held_is_held():
    assert needles.holds(b'"type":"Root"', b'oot"')
    assert needles.places(b'oot"oot"', b'oot"', 5) == [0, 4]
    assert not needles.holds(b"", b'oot"')
    assert needles.has_nul(b"a\0b")
    assert not needles.has_nul(b"ab")


def test_without_the_c_library_of_linux_python_looks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.platform", "win32")
    needles._finder.cache_clear()
    try:
        assert needles._finder() is needles._plain
    finally:
        needles._finder.cache_clear()
