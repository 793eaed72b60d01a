from __future__ import annotations

import json
import sys

import pytest

from rootward.errors import MissingExtraError
from rootward.trail.digests.keys import NotKeysError, PublicKeys, read_public_keys
from tests.trail.digests.signer import answer, keys, signing_key


def test_a_signature_is_right_for_its_text_and_key_alone():
    signature, fingerprint = signing_key().sign("text"), signing_key().fingerprint

    assert keys().verifies(fingerprint, signature, "text") is True
    assert keys().verifies(fingerprint, signature, "Text") is False
    assert keys().verifies(fingerprint, "00" * 256, "text") is False
    assert keys().verifies("0" * 32, signature, "text") is None


@pytest.mark.parametrize("signature", ["", "zz", "abc", "ü"])
def test_what_is_no_hexadecimal_number_is_no_signature(signature):
    assert keys().verifies(signing_key().fingerprint, signature, "text") is False


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(answer()),
        json.dumps({"publicKeyList": answer()["PublicKeyList"]}),
        json.dumps([answer(), {"PublicKeyList": []}]),
        json.dumps({"PublicKeyList": []}) + "\n" + json.dumps(answer(), indent=4) + "\n",
        "\ufeff" + json.dumps(answer()),
    ],
)
def test_one_or_more_answers_of_the_aws_cli_are_read(text):
    read = read_public_keys(text, "keys.json")

    assert read.verifies(signing_key().fingerprint, signing_key().sign("text"), "text") is True
    assert len(read) == 1


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "1", "{", '{"PublicKeyList": []}', '{"PublicKeyList": [{"Fingerprint": "a", "Value": "*"}]}'],
)
def test_a_file_without_keys_is_an_error(text):
    with pytest.raises(NotKeysError, match=r"keys\.json: there is no public key in it"):
        read_public_keys(text, "keys.json")


def test_what_is_no_key_verifies_nothing():
    assert PublicKeys({"a": b"no key"}).verifies("a", "00", "text") is None


def test_a_key_as_other_systems_write_it_is_read_as_well():
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

    spki = load_der_public_key(signing_key().public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert PublicKeys({"a": spki}).verifies("a", signing_key().sign("text"), "text") is True


def test_without_cryptography_it_is_said_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)

    with pytest.raises(MissingExtraError) as raised:
        read_public_keys(json.dumps(answer()), "keys.json")

    assert raised.value.advice == "install it: pip install 'rootward[trail]'"
