from __future__ import annotations

from pathlib import Path

import pytest

from tests.skip_ledger import SkipLedger, read_ledger

pytest_plugins = ["pytester"]

SUITE = """
import pytest

def test_runs(): pass

@pytest.mark.skip(reason="marked")
def test_marked(): pass

def test_inside(): pytest.skip("from within")

@pytest.mark.xfail(reason="a known defect")
def test_expected_to_fail(): assert False
"""


def ledger(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "skips.txt"
    path.write_text(text, encoding="utf-8")
    return path


def run(pytester: pytest.Pytester, plugin: SkipLedger) -> pytest.HookRecorder:
    return pytester.inline_run("-p", "no:socket", "-p", "no:cacheprovider", plugins=[plugin])


def test_a_listed_skip_is_allowed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_suite=SUITE)
    names = ("test_marked", "test_inside", "test_expected_to_fail")
    plugin = SkipLedger({f"test_suite.py::{name}": "why" for name in names})
    assert run(pytester, plugin).ret == pytest.ExitCode.OK
    assert plugin.unlisted == []


def test_a_skip_that_is_not_listed_fails_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_suite=SUITE)
    plugin = SkipLedger({"test_suite.py::test_marked": "why"})
    assert run(pytester, plugin).ret == pytest.ExitCode.TESTS_FAILED
    assert plugin.unlisted == ["test_suite.py::test_expected_to_fail", "test_suite.py::test_inside"]
    assert plugin.skipped["test_suite.py::test_inside"] == "Skipped: from within"


def test_a_module_that_skips_while_collected_is_counted(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_all="import pytest\npytest.importorskip('no_such_package')", test_one="def test_one(): pass"
    )
    plugin = SkipLedger({})
    assert run(pytester, plugin).ret == pytest.ExitCode.TESTS_FAILED
    assert plugin.unlisted == ["test_all.py"]


def test_a_listed_test_that_ran_is_mentioned_and_fails_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_suite="def test_runs(): pass")
    plugin = SkipLedger({"test_suite.py::test_runs": "why", "test_suite.py::test_elsewhere": "not collected here"})
    assert run(pytester, plugin).ret == pytest.ExitCode.OK
    assert plugin.idle == ["test_suite.py::test_runs"]


def test_an_entry_stands_for_all_parameters_of_its_test(pytester: pytest.Pytester) -> None:
    body = "if n: pytest.skip('no')"
    pytester.makepyfile(
        test_suite=f"import pytest\n@pytest.mark.parametrize('n', [0, 1, 2])\ndef test_n(n):\n    {body}\n"
    )
    whole, one = SkipLedger({"test_suite.py::test_n": "why"}), SkipLedger({"test_suite.py::test_n[1]": "why"})
    assert run(pytester, whole).ret == pytest.ExitCode.OK
    assert (whole.unlisted, whole.idle) == ([], [])
    assert run(pytester, one).ret == pytest.ExitCode.TESTS_FAILED
    assert one.unlisted == ["test_suite.py::test_n[2]"]


def test_an_entry_counts_on_its_own_platform_alone(tmp_path: Path) -> None:
    path = ledger(tmp_path, "# comment\n\nwin32 tests/a.py::test_a[x y]  # ACLs\nany tests/b.py  # needs # hardware\n")
    assert read_ledger(path, "win32") == {"tests/a.py::test_a[x y]": "ACLs", "tests/b.py": "needs # hardware"}
    assert read_ledger(path, "linux") == {"tests/b.py": "needs # hardware"}


@pytest.mark.parametrize("line", ["tests/a.py::test_a  # no platform", "any tests/a.py::test_a", "any tests/a.py  # "])
def test_an_entry_without_platform_or_reason_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(pytest.UsageError, match=r"skips\.txt:2: not 'PLATFORM NODE-ID  # REASON'"):
        read_ledger(ledger(tmp_path, f"# comment\n{line}\n"), "linux")
