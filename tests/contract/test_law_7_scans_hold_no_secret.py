"""Law 7 for scans: whatever is scanned, and whatever comes of it, no part of a secret is reported or said."""

from __future__ import annotations

import base64
import gzip
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.cli.main import main
from rootward.leaks.git.state import State
from rootward.reports.scan import csv, github, json, sarif, text
from rootward.workflows.scan import scan
from rootward.workflows.scanning.order import Files, History, Order
from tests.local.key_places.planting import PLANTS, key_id, plant, secret, token
from tests.workflows.scanning.shop import Shop

RENDERS = {"text": text, "json": json, "csv": csv, "sarif": sarif, "github": github}
PART = 6
"""So many characters in a row would be a part of one: the last four are shown."""

NUMBERS = range(1, len(PLANTS) + 1)


def everything_said(*sources, **facts):
    said: list[str] = []
    done = scan(Order(sources=sources, cache=False, **facts), progress=said.append, announce=said.append)
    rendered = [module.render(done.scan) for module in RENDERS.values()]
    return done.scan, "\n".join([*rendered, *said, repr(done)])


def parts_in(told, *secrets):
    return [
        hush[at : at + PART] for hush in secrets for at in range(len(hush) - PART + 1) if hush[at : at + PART] in told
    ]


def test_of_files_of_every_sort(tmp_path):
    plant(tmp_path)
    found, told = everything_said(Files(paths=(str(tmp_path),)))

    assert {leak.key_id for leak in found.findings} >= {key_id(number, prefix="AKIA") for number in (1, 2, 3, 5)}
    assert parts_in(told, *map(secret, NUMBERS), token(4)) == []


@pytest.mark.parametrize("attribution", [True, False])
def test_of_a_history(tmp_path, attribution):
    shop = Shop(tmp_path / "shop")
    for number in range(1, 4):
        pair = f"AWS_ACCESS_KEY_ID={key_id(number)}\nAWS_SECRET_ACCESS_KEY={secret(number)}\n"
        shop.commit(f"{number}.env", pair, message=f"{key_id(number)} {secret(number)}")

    found, told = everything_said(History(str(shop.folder)), attribution=attribution)

    assert {leak.key_id for leak in found.findings} == {key_id(number) for number in range(1, 4)}
    assert parts_in(told, *map(secret, range(1, 4))) == []


def test_of_archives_and_of_what_is_encoded(tmp_path):
    pair = f"aws_access_key_id = {key_id(1)}\naws_secret_access_key = {secret(1)}\n"
    encoded = base64.b64encode(pair.encode()).decode()
    start = pair.index(secret(1))
    hidden = encoded[-(-start // 3) * 4 : (start + 36) // 3 * 4]  # of the secret less its last four
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("credentials", pair)
    (tmp_path / "b.gz").write_bytes(gzip.compress(pair.encode()))
    (tmp_path / "c.yaml").write_text(f"data:\n  credentials: {encoded}\n")
    (tmp_path / "d.txt").write_bytes(pair.encode("utf-16"))

    found, told = everything_said(Files(paths=(str(tmp_path),)))

    assert len({leak.path for leak in found.findings}) == 4
    assert parts_in(told, secret(1), hidden) == []


@settings(max_examples=60)
@given(
    before=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    between=st.sampled_from(["\n", "\r\n", " ", "', '", '", "', "\t", ":", " | "]),
    after=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    number=st.integers(1, 10_000),
)
def test_whatever_stands_about_it(tmp_path_factory, before, between, after, number):
    folder = tmp_path_factory.mktemp("one")
    key, hush = key_id(number), secret(number)
    text_of_file = f"{before} aws_access_key_id={key}{between}aws_secret_access_key={hush} {after}"
    (folder / "x").write_bytes(text_of_file.encode())

    _, told = everything_said(Files(paths=(str(folder),)))

    assert [part for part in parts_in(told, hush) if part not in before + after + key] == []


ESCAPES = {"u": "\\u%04x", "x": "\\x%02x", "url": "%%%02X"}


def escaped(form, hush):
    return "".join(ESCAPES[form] % ord(character) for character in hush)


SHAPES = {
    "halves": lambda hush: f"secret_key = '{hush[:20]}' + '{hush[20:]}'",
    "base64": lambda hush: f"# {base64.b64encode(hush.encode()).decode()}",
    "hexadecimal": lambda hush: f"# {hush.encode().hex()}",
    "escapes": lambda hush: f'# "{escaped("u", hush)}" "{escaped("x", hush)}" {escaped("url", hush)}',
    "a token of another's": lambda hush: f"# ghp_{hush[:36]}".replace("/", "a").replace("+", "b"),
    "a password": lambda hush: f"DB_PASSWORD={hush[:16]}",
    "one more": lambda hush: f"# {hush}x",
    "sixteen": lambda hush: f"key {hush[:16]}",
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_of_secrets_beside_a_key_that_the_detector_does_not_take_for_one(tmp_path, shape):
    hushes = [secret(number) for number in range(1, 41)]
    for number, hush in enumerate(hushes):
        (tmp_path / f"{number}.env").write_text(f"aws_access_key_id = {key_id(number)} {SHAPES[shape](hush)}\n")

    found, told = everything_said(Files(paths=(str(tmp_path),)))

    assert len({leak.path for leak in found.findings}) == len(hushes)
    written = [SHAPES[shape](hush).split("# ")[-1] for hush in hushes]
    assert [one for one in written if one in told] == []
    assert [hush for hush in hushes if hush[:16] in told or hush[20:] in told] == []
    assert [one for one in hushes if one.encode().hex()[:20] in told] == []


@pytest.fixture
def named(tmp_path, monkeypatch):
    """A repository in which a secret is the name of an author, a file and a branch, beside a pair that is found."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setattr(State, "is_settled", lambda _self, _now: True)  # it would take a moment
    shop = Shop(tmp_path / "shop")
    pair = f"AWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={secret(1)}\n"
    flat = secret(2).replace("/", "a").replace("+", "b")
    shop.commit("plain.env", pair)
    shop.git("switch", "-q", "-c", f"try/{flat}")
    shop.write(f"keys/{flat}.env", f"AWS_ACCESS_KEY_ID={key_id(3)}\nAWS_SECRET_ACCESS_KEY={secret(3)}\n")
    shop.git("add", "-A")
    shop.git("commit", "-q", "--author", f"{secret(4)} <{flat}@example.com>", "-m", f"{key_id(3)} {secret(3)}")
    return shop, (flat, *map(secret, (1, 3, 4)))


@pytest.mark.parametrize("form", list(RENDERS))
def test_of_secrets_that_are_names_and_of_what_is_kept_of_an_answer(named, capsys, tmp_path, form):
    shop, hushes = named
    said = []
    for _ in range(2):  # the second is the answer that was kept
        assert main(["scan", "--history", str(shop.folder), "--format", form]) == 1
        said.append("".join(capsys.readouterr()))
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    said += [path.read_text("latin-1") for path in kept]

    assert kept
    assert key_id(3) in said[0]
    assert parts_in("\n".join(said), *hushes) == []
