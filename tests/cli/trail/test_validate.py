"""`rootward trail report --validate`."""

from __future__ import annotations

import gzip
import io
import json
import sys

import pytest

from tests.trail.digests.signer import Bucket, answer
from tests.trail.digests.test_trails import hours


@pytest.fixture
def copy(folder):
    """Five hours of a trail, in `logs`; and the keys, in `keys.json`."""
    bucket = Bucket()
    hours(bucket, 0, 1, 2, 3, 4)
    for key, data in bucket.objects.items():
        path = folder / "logs" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "keys.json").write_text(json.dumps(answer()), "utf-8")
    return folder / "logs"


@pytest.fixture
def changed(copy):
    """One of its log files, changed."""
    path = next(path for path in copy.rglob("*_hour2.json.gz"))
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b" "))
    return path


def test_without_it_nobody_looks_at_digests(changed, reports):
    shown = reports("logs")

    assert "validated" not in shown.err
    assert str(changed.name) not in shown.out


@pytest.mark.usefixtures("copy")
def test_what_was_verified_and_what_was_not_is_said_beside_the_report(reports):
    shown = reports("logs", "--validate", "--public-keys", "keys.json", "--format", "json")

    assert (shown.code, json.loads(shown.out)["detections"]) == (0, [])
    assert (
        "validated: 4 digest files, 4 of them by their signatures, and 5 log files, are as CloudTrail delivered them"
        in shown.err
    )
    assert "not validated: 1 digest file, after which none came that holds its hash" in shown.err


@pytest.mark.usefixtures("copy")
def test_it_is_said_also_where_no_progress_is_wanted(reports):
    assert "not validated: signatures, for want of public keys" in reports("logs", "--validate", "-q").err


@pytest.mark.usefixtures("changed")
def test_keys_ask_for_it_too(reports):
    assert reports("logs", "--public-keys", "keys.json").code == 1


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.usefixtures("changed")
def test_a_detection_names_the_file_and_the_hour(reports, form):
    shown = reports("logs", "--validate", "--format", form)

    text = " ".join(shown.out.split())
    assert shown.code == 1
    assert "A log file was changed after it was delivered" in text
    assert "2026-11-27 14:30 UTC" in text
    assert "more event" not in text


def test_a_severity_that_is_not_asked_about_does_not_count(copy, reports):
    next(copy.rglob("*_hour2.json.gz")).rename(next(copy.rglob("*_hour2.json.gz")).with_name("elsewhere.txt"))

    assert reports("logs", "--validate").code == 1
    assert reports("logs", "--validate", "--fail-on", "never").code != 1


@pytest.mark.usefixtures("changed")
def test_the_time_asked_for_is_all_that_is_validated(reports):
    assert reports("logs", "--validate", "--since", "2026-11-28").code == 3
    assert reports("logs", "--validate", "--until", "2026-11-28").code == 1


@pytest.mark.usefixtures("copy")
def test_a_folder_without_digests_is_not_validated(reports):
    shown = reports("logs/AWSLogs/111122223333/CloudTrail", "--validate", "--format", "json")

    (unread,) = json.loads(shown.out)["unread"]
    assert (unread["path"], "nothing is validated" in unread["reason"], shown.code) == (
        "logs/AWSLogs/111122223333/CloudTrail",
        True,
        3,
    )


@pytest.mark.usefixtures("copy")
def test_standard_input_is_not_validated(reports, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"Records": []}')))

    shown = reports("-", "logs", "--validate", "--format", "json")

    assert "what comes in on standard input has no digest files" in json.dumps(json.loads(shown.out)["unread"])
    assert "validated: 4 digest files" in shown.err


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), ("{}", "there is no public key in it"), ("\udcff", "no public key")]
)
@pytest.mark.usefixtures("copy")
def test_a_file_without_keys_is_an_error_before_anything_is_read(folder, reports, content, said):
    (folder / "keys.json").unlink()
    if content is not None:
        (folder / "keys.json").write_bytes(content.encode("utf-8", "surrogateescape"))

    shown = reports("logs", "--validate", "--public-keys", "keys.json")

    assert (shown.code, shown.out, said in shown.err) == (2, "", True)


@pytest.mark.usefixtures("copy")
def test_without_cryptography_hashes_are_verified_and_one_line_says_what_signatures_take(reports, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)

    assert "validated: 4 digest files, and 5 log files" in reports("logs", "--validate").err
    shown = reports("logs", "--validate", "--public-keys", "keys.json")
    assert (shown.code, "pip install 'rootward[trail]'" in shown.err) == (2, True)


def test_files_of_other_names_are_counted(copy, reports):
    (copy / "events.json").write_bytes(gzip.decompress(next(copy.rglob("*_hour2.json.gz")).read_bytes()))

    shown = reports("logs", "--validate")

    assert shown.code == 0
    assert "not validated: 1 other file, by whose names no digest can list them" in shown.err
