"""`rootward keys find` on a planted home: the list on stdout, the exit code, and no secret anywhere."""

from __future__ import annotations

import json
import sys

import pytest

from rootward.cli.main import main
from tests.local.key_places.planting import PLANTS, key_id, plant, secret, write


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture
def asked(capsys):
    def ask(*words):
        code = main(["keys", "find", *map(str, words)])
        return code, *capsys.readouterr()

    return ask


def test_every_plant_is_listed_and_no_secret_in_any_format(home, asked, tmp_path):
    plant(home)
    for form in ("text", "json", "csv"):
        code, out, err = asked("--format", form)

        assert code == 0
        assert not [n for n in range(1, len(PLANTS) + 1) if secret(n) in out + err]
        assert all(path in out for _, path, _ in PLANTS)
        assert err.endswith(f"rootward: {len(PLANTS)} keys in {len(PLANTS)} places\n")
    assert asked("--format", "json", "-q", "-o", tmp_path / "keys.json")[:2] == (0, "")
    assert len(json.loads((tmp_path / "keys.json").read_text("utf-8"))["keys"]) == len(PLANTS)


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a privilege there")
def test_what_was_not_read_makes_the_exit_code(home, asked, tmp_path):
    (home / ".env").symlink_to(write(tmp_path / "outside", f"{key_id(1)} {secret(1)}"))

    code, out, err = asked("-q")

    assert code == 3
    assert "No access keys were found in what was read." in out
    assert err == f"rootward: incomplete: {home / '.env'}: the link leads out of the folder\n"


@pytest.mark.usefixtures("home")
def test_a_path_that_is_not_there_and_a_region_without_asking_are_refused(asked, tmp_path):
    assert asked(tmp_path / "nothing")[0] == 2
    assert asked("--region", "eu-west-1")[0] == 2


def test_a_key_of_the_practice_account_works_and_one_that_is_deleted_does_not(office, home):
    user = office.iam.list_users()["Users"][0]["UserName"]
    made = office.iam.create_access_key(UserName=user)["AccessKey"]
    office.sandbox.advance_clock(60)  # a new key works some seconds later
    write(home / ".env", f"ID={made['AccessKeyId']}\nSECRET={made['SecretAccessKey']}\n")

    works = office.run("keys", "find", "--verify", "--format", "json", str(home))
    office.iam.delete_access_key(UserName=user, AccessKeyId=made["AccessKeyId"])
    gone = office.run("keys", "find", "--verify", "--format", "json", str(home))

    (key,) = json.loads(works.out)["keys"]
    assert (works.code, key["account"], key["proof"]["state"]) == (0, office.sandbox.account_id, "alive")
    assert key["proof"]["arn"].endswith(f"/{user}") or key["proof"]["arn"].endswith(f":user/{user}")
    assert json.loads(gone.out)["keys"][0]["proof"]["state"] == "refused"
    assert "asking AWS about 1 key" in works.err
    assert made["SecretAccessKey"] not in works.out + works.err + gone.out + gone.err


def test_roots_key_is_said_loudly(home, asked, monkeypatch):
    from rootward.model.key_place import KeyProof

    root = KeyProof(state="alive", arn="arn:aws:iam::111122223333:root", account="111122223333", root=True)
    monkeypatch.setattr("rootward.aws.key_proof.KeyProver.prove", lambda *_asked: root)
    write(home / "Downloads" / "rootkey.csv", f"AWSAccessKeyId={key_id(1)}\nAWSSecretKey={secret(1)}\n")

    code, out, err = asked("--verify", "-q")

    assert code == 0
    assert "Root's: 1 key" in out
    assert f"ROOT'S KEY lies on this machine: {key_id(1)[:4]}" in err
    assert "account 111122223333" in err


def test_what_was_found_is_listed_where_the_configuration_does_not_say_how_to_ask(home, asked, tmp_path, monkeypatch):
    write(home / ".env", f"{key_id(1)} {secret(1)}")
    broken = write(tmp_path / "config", "no section\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(broken))

    code, out, err = asked("--verify", "-q", home)

    assert code == 3
    assert key_id(1) in out
    assert "not asked" in out
    assert "incomplete: AWS was asked about no key: the AWS configuration cannot be read" in err
