"""`[scan.allow]`: what it may say, and whose word it is."""

from __future__ import annotations

import pytest

from rootward.errors import ConfigurationError
from rootward.local.scan_allow import AllowTable, load_scan_allow

TEXT = """
[scan.allow]
paths = ["tests/**"]
fingerprints = ["0123456789abcdef0123456789abcdef"]
accounts = ["123456789012"]
"""


class Machine:
    """A repository's root and a user's own folder."""

    def __init__(self, folder):
        self.root = folder / "repository"
        self.own = folder / "own"
        self.root.mkdir()
        self.own.mkdir()

    def load(self, config=None):
        return load_scan_allow(config, self.root, user_folder=self.own)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def whole(name, *, trusted):
    return AllowTable(
        shown=name,
        trusted=trusted,
        paths=("tests/**",),
        fingerprints=("0123456789abcdef0123456789abcdef",),
        accounts=("123456789012",),
    )


def test_without_a_file_nothing_is_said(machine):
    found = machine.load()
    assert (found.tables, found.left_out) == ((), ())


def test_a_file_at_the_root_counts_as_the_repositorys(machine):
    (machine.root / "rootward.toml").write_text(TEXT)
    assert machine.load().tables == (whole("rootward.toml", trusted=False),)


def test_pyproject_counts_as_the_repositorys(machine):
    (machine.root / "pyproject.toml").write_text(TEXT.replace("scan.allow", "tool.rootward.scan.allow"))
    assert machine.load().tables == (whole("pyproject.toml", trusted=False),)


def test_the_users_own_file_is_trusted(machine):
    own = machine.own / "rootward.toml"
    own.write_text(TEXT)
    assert machine.load().tables == (whole(str(own), trusted=True),)


def test_a_file_that_was_named_is_trusted_and_read_alone(machine):
    for folder in (machine.root, machine.own):
        (folder / "rootward.toml").write_text(TEXT)
    named = machine.root / "named.toml"
    named.write_text("[scan.allow]\npaths = ['a']\n")
    (table,) = machine.load(named).tables
    assert (table.trusted, table.paths) == (True, ("a",))


def test_rules_of_all_files_hold_together(machine):
    for folder in (machine.root, machine.own):
        (folder / "rootward.toml").write_text(TEXT)
    assert [table.trusted for table in machine.load().tables] == [True, False]


@pytest.mark.parametrize("text", ["", "[scan]\n", "[scan.allow]\n", "[thresholds]\nunused_days = 30\n"])
def test_a_file_that_says_nothing_of_it_is_no_table(machine, text):
    (machine.root / "rootward.toml").write_text(text)
    found = machine.load()
    assert (found.tables, found.left_out) == ((), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scan = 1", "scan must be a table, [scan]"),
        ("[scan]\nallow = []", "scan.allow must be a table, [scan.allow]"),
        ("[scan]\nalow = 1", "unknown key 'alow' in [scan]; did you mean 'allow'?"),
        ("[scan.allow]\npath = []", "unknown key 'path' in [scan.allow]; did you mean 'paths'?"),
        ("[scan.allow]\npaths = 'a'", "paths in [scan.allow] must be a list of texts"),
        ("[scan.allow]\naccounts = [123456789012]", "accounts in [scan.allow] must be a list of texts"),
        ("[scan.allow", "line 1, column 12: expected ']' at the end of a table declaration"),
    ],
)
def test_a_mistake_of_the_users_stops_the_scan_and_one_of_the_repositorys_does_not(machine, text, said):
    own = machine.own / "rootward.toml"
    own.write_text(text)
    with pytest.raises(ConfigurationError) as refused:
        machine.load()
    assert str(refused.value) == f"{own}: {said}"
    own.rename(machine.root / "rootward.toml")
    found = machine.load()
    assert found.tables == ()
    assert found.left_out == (f"rootward.toml: {said}; its rules are left out",)
