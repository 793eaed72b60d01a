from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall
from rootward.model.credential import ServerCertificate
from tests.checks.facts import account, ago, arn, denied
from tests.model.change import kinds

SHOP, BLOG = (
    ServerCertificate(name=name, arn=arn("server-certificate", name), expires=ago(1)) for name in ("shop", "blog")
)
ACCOUNT = account(server_certificates=(SHOP, BLOG))

deleted: Any = kinds.server_certificate


def test_it_is_deleted_by_its_name():
    assert deleted().calls() == (
        ApiCall(
            operation="DeleteServerCertificate",
            parameters={"ServerCertificateName": "shop"},
            resource=arn("server-certificate", "shop"),
        ),
    )


def test_nothing_brings_its_private_key_back():
    assert (deleted().risk, deleted().inverse(), deleted().stays) == ("irreversible", None, "")


def test_its_state_is_whether_it_is_there():
    unread = account(server_certificates=denied("iam:ListServerCertificates"))

    assert (deleted().state(ACCOUNT), deleted("gone").state(ACCOUNT)) == (True, False)
    assert deleted().state(unread) == denied("iam:ListServerCertificates")
    assert deleted().effect(unread) == unread


def test_the_others_stay():
    assert deleted().effect(ACCOUNT).server_certificates == (BLOG,)


def test_its_resource_is_the_certificate():
    assert (deleted().resource, deleted().makes) == (arn("server-certificate", "shop"), None)
