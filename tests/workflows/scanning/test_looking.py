"""Files are looked through by the rules of where they lie."""

from __future__ import annotations

import pytest

from rootward.errors import ConfigurationError, UsageError
from rootward.model.scan import Unread
from rootward.workflows.scanning import looking
from rootward.workflows.scanning.order import Files
from tests.local.key_places.planting import key_id, write
from tests.workflows.scanning.shop import Shop, found, ids, scanned

ALLOWING = '[scan.allow]\npaths = ["fixtures/*"]\n'


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def test_rules_of_a_repository_hold_for_its_files_wherever_one_stands(here, tmp_path):
    shop = Shop(tmp_path / "shop")
    shop.write("rootward.toml", ALLOWING)
    shop.write("fixtures/a", key_id(1))
    write(here / "fixtures" / "b", key_id(2))

    of_both = found(Files(paths=("../shop/fixtures", "fixtures")))

    assert ids(of_both.findings) == [("fixtures/b", key_id(2))]
    assert [(one.rule, one.count) for one in of_both.allowed] == [("fixtures/*", 1)]


def test_rules_of_a_plain_folder_hold_in_it(here):
    write(here / "rootward.toml", ALLOWING)
    write(here / "fixtures" / "b", key_id(2))

    assert found(Files(paths=(".",))).findings == ()
    assert found(Files(paths=("fixtures/b",))).findings == ()
    assert len(found(Files(paths=(".",)), repository_rules=False).findings) == 1


def test_a_configuration_that_was_named_is_ones_own(here):
    write(here / "own.toml", ALLOWING)
    write(here / "fixtures" / "b", key_id(2))

    scan = found(Files(paths=(".",)), config=here / "own.toml", repository_rules=False)

    assert [(one.from_repository, one.count) for one in scan.allowed] == [(False, 1)]
    with pytest.raises(ConfigurationError):
        found(Files(paths=(".",)), config=here / "nothing.toml")


def test_a_path_that_is_not_there_is_told_before_anything_is_read(here, monkeypatch):
    write(here / "a", key_id(1))
    monkeypatch.setattr(looking, "terms", lambda *_arguments: pytest.fail("it was read"))

    with pytest.raises(UsageError, match="nothing is not there"):
        found(Files(paths=("a", "nothing")))


def test_what_git_ignores_is_scanned_unless_it_is_not_to_be(tmp_path, monkeypatch):
    shop = Shop(tmp_path / "shop")
    shop.write(".gitignore", "*.env\n")
    shop.write("x.env", key_id(1))
    monkeypatch.chdir(shop.folder)

    assert len(found(Files(paths=(".",))).findings) == 1
    assert found(Files(paths=(".",), gitignore=True)).findings == ()


def test_interrupted_it_lists_what_follows(here, tmp_path, monkeypatch):
    write(here / "a", key_id(1))
    for name in ("one", "two"):
        Shop(tmp_path / name).write("x", key_id(2))
    real = looking.terms

    def cut_short(git, root, order, announce):
        if root.name == "one":
            raise KeyboardInterrupt
        return real(git, root, order, announce)

    monkeypatch.setattr(looking, "terms", cut_short)

    done = scanned(Files(paths=("a", "../one", "../two")))

    assert done.interrupted
    assert ids(done.scan.findings) == [("a", key_id(1))]
    assert done.scan.unread == tuple(
        Unread(path=path, reason="the scan ended before it") for path in ("../one", "../two")
    )
