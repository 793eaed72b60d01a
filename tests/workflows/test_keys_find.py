"""Keys on a machine: each with its account and places, proved when asked, and closed to others when asked."""

from __future__ import annotations

import stat
import sys

import pytest

from rootward.model.key_place import KeyProof
from rootward.workflows.keys_find import Asking, find_keys
from tests.local.key_places.planting import ACCOUNT, key_id, secret, token, write

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


@pytest.fixture
def aws(monkeypatch):
    """Answers as told, by the key's id; keeps what it was asked."""

    class Aws:
        def __init__(self):
            self.answers = {}
            self.asked = []

        def __call__(self, *, region, announce):
            del announce
            self.region = region
            return self

        def prove(self, key, hush, session_token):
            self.asked.append((key, hush.reveal(), session_token and session_token.reveal()))
            return self.answers.get((key, hush.reveal()), KeyProof(state="refused"))

    made = Aws()
    monkeypatch.setattr("rootward.aws.key_proof.KeyProver", made)
    return made


def found(*paths, said=None, **options):
    lines = [] if said is None else said
    return find_keys(paths, progress=lambda _line: None, announce=lines.append, **options)


def test_a_key_in_two_places_is_one_key(tmp_path):
    write(tmp_path / ".env", f"{key_id(1)} {secret(1)}")
    write(tmp_path / ".boto", f"[Credentials]\n{key_id(1)}\n")

    (key,) = found(tmp_path).keys

    assert (key.key_id, key.account, key.temporary, key.proof) == (key_id(1), ACCOUNT, False, None)
    assert [(place.path, place.secret) for place in key.places] == [
        (str(tmp_path / ".boto"), False),
        (str(tmp_path / ".env"), True),
    ]


def test_an_id_without_a_secret_anywhere_is_no_key(tmp_path):
    write(tmp_path / ".env", key_id(1))

    result = found(tmp_path)

    assert result.keys == ()
    assert [key.key_id for key in result.ids_alone] == [key_id(1)]


def test_long_lived_keys_come_before_temporary_ones_and_root_before_all(tmp_path, aws):
    write(tmp_path / ".env", "".join(f"{key_id(n)} {secret(n)}\n" for n in (1, 2)))
    write(tmp_path / ".boto", f"{key_id(3, prefix='ASIA')} {secret(3)} {token(3)}")
    aws.answers[key_id(2), secret(2)] = KeyProof(state="alive", arn="arn:aws:iam::1:root", account="1", root=True)

    keys = found(tmp_path, asking=Asking()).keys

    assert [key.key_id for key in keys] == [key_id(2), key_id(1), key_id(3, prefix="ASIA")]


def test_aws_is_asked_only_when_told_and_that_is_announced(tmp_path, aws):
    write(tmp_path / ".env", f"{key_id(1)} {secret(1)}")
    said: list[str] = []

    found(tmp_path, said=said)
    assert (aws.asked, said) == ([], [])

    found(tmp_path, said=said, asking=Asking("eu-west-1"))
    assert aws.asked == [(key_id(1), secret(1), None)]
    assert aws.region == "eu-west-1"
    assert said == ["asking AWS about 1 key: each signs a GetCallerIdentity, which its account records"]


def test_where_nothing_was_found_nothing_is_asked(tmp_path, aws):
    said: list[str] = []

    found(tmp_path, said=said, asking=Asking())

    assert (aws.asked, said) == ([], [])


def test_of_two_secrets_the_one_that_works_counts(tmp_path, aws):
    write(tmp_path / ".boto", f"{key_id(1)} {secret(7)}")
    write(tmp_path / ".env", f"{key_id(1)} {secret(1)}")
    write(tmp_path / ".envrc", f"{key_id(1)} {secret(7)}")
    aws.answers[key_id(1), secret(7)] = KeyProof(state="wrong_secret")
    aws.answers[key_id(1), secret(1)] = KeyProof(state="alive", arn="arn:aws:iam::1:user/a", account="1")

    (key,) = found(tmp_path, asking=Asking()).keys

    assert key.proof is not None
    assert key.proof.state == "alive"
    assert len(aws.asked) == 2


@pytest.mark.parametrize("first", ["wrong_secret", "refused", "expired", "unknown"])
def test_whatever_is_said_of_the_first_one_the_one_that_works_counts(tmp_path, aws, first):
    session = key_id(1, prefix="ASIA")
    write(tmp_path / ".boto", f"{session} {secret(7)} {token(7)}")
    write(tmp_path / ".env", f"{session} {secret(1)} {token(1)}")
    aws.answers[session, secret(7)] = KeyProof(state=first)
    aws.answers[session, secret(1)] = KeyProof(state="alive", arn="arn:aws:sts::1:assumed-role/a/b", account="1")

    (key,) = found(tmp_path, asking=Asking()).keys

    assert [asked for _, asked, _ in aws.asked] == [secret(7), secret(1)]
    assert key.proof.state == "alive"


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("refused", "expired", "expired"),
        ("expired", "refused", "expired"),
        ("wrong_secret", "unknown", "unknown"),
        ("wrong_secret", "refused", "wrong_secret"),
    ],
)
def test_where_none_works_what_tells_most_counts(tmp_path, aws, first, second, counts):
    session = key_id(1, prefix="ASIA")
    write(tmp_path / ".boto", f"{session} {secret(7)} {token(7)}")
    write(tmp_path / ".env", f"{session} {secret(1)} {token(1)}")
    aws.answers[session, secret(7)] = KeyProof(state=first)
    aws.answers[session, secret(1)] = KeyProof(state=second)

    (key,) = found(tmp_path, asking=Asking()).keys

    assert key.proof.state == counts


def test_the_key_of_a_session_is_asked_about_with_its_token_or_not_at_all(tmp_path, aws):
    write(tmp_path / ".env", f"{key_id(1, prefix='ASIA')} {secret(1)}")
    write(tmp_path / ".boto", f"{key_id(2, prefix='ASIA')} {secret(2)} {token(2)}")

    keys = found(tmp_path, asking=Asking()).keys

    assert [key.proof.state for key in keys if key.proof] == ["not_asked", "refused"]
    assert aws.asked == [(key_id(2, prefix="ASIA"), secret(2), token(2))]


@posix
def test_files_are_closed_to_others_only_when_told_and_where_a_secret_stands(tmp_path):
    open_one = write(tmp_path / ".env", f"{key_id(1)} {secret(1)}\n{key_id(3)} {secret(3)}", mode=0o644)
    id_alone = write(tmp_path / ".boto", key_id(2), mode=0o644)
    said: list[str] = []

    assert found(tmp_path).keys[0].places[0].mode == "0644"
    result = found(tmp_path, said=said, keeping_to_owner=True)

    assert [stat.S_IMODE(path.stat().st_mode) for path in (open_one, id_alone)] == [0o600, 0o644]
    assert said == [f"{open_one}: 0644 is now 0600"]
    assert [(p.mode, p.mode_was, p.readable_by) for key in result.keys for p in key.places] == [
        ("0600", "0644", "owner"),
        ("0600", "0644", "owner"),
    ]
    assert result.unchanged == ()


@posix
def test_a_file_that_stays_open_is_told(tmp_path, monkeypatch):
    write(tmp_path / ".env", f"{key_id(1)} {secret(1)}", mode=0o644)

    def refuse(_handle, _mode):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.fchmod", refuse)

    result = found(tmp_path, keeping_to_owner=True)

    assert result.unchanged == (f"{tmp_path / '.env'}: its permissions stay: Operation not permitted",)
    assert result.keys[0].places[0].mode_was is None
