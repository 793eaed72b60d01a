import pytest

from rootward.leaks.git.quoting import unquoted


@pytest.mark.parametrize(
    ("quoted", "plain"),
    [
        (b"a/b c", b"a/b c"),
        (b'"a\\tb\\n\\"c\\"\\\\"', b'a\tb\n"c"\\'),
        (b'"caf\\303\\251"', "café".encode()),
        (b'"', b'"'),
        (b"", b""),
        (b'a"b', b'a"b'),
        (b'"\\a\\b\\f\\r\\v"', b"\a\b\f\r\v"),
    ],
)
def test_a_path_is_read_as_git_writes_it(quoted, plain):
    assert unquoted(quoted) == plain
