"""A server certificate that something uses stays."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import certificate_use
from rootward.sandbox.iam.certificate_use import require_unused_certificate

ARN = "arn:aws:iam::123456789012:server-certificate/www"
CERTIFICATE: Any = SimpleNamespace(account_id="123456789012", arn=ARN, certificate_id="ASCAEXAMPLE")
OTHER = f"{ARN}-other"
BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/www/1"
DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/E1"


def classic(certificate):
    listeners = [SimpleNamespace(ssl_certificate_id=None), SimpleNamespace(ssl_certificate_id=certificate)]
    return {"elb": SimpleNamespace(load_balancers={"www": SimpleNamespace(name="www", listeners=listeners)})}


def balanced(certificate):
    listener = SimpleNamespace(certificates=[OTHER, certificate])
    balancer = SimpleNamespace(arn=BALANCER, listeners={"1": listener})
    return {"elbv2": SimpleNamespace(load_balancers={"1": balancer})}


def distributed(certificate_id):
    config = SimpleNamespace(ViewerCertificate=SimpleNamespace(iam_certificate_id=certificate_id))
    distribution = SimpleNamespace(arn=DISTRIBUTION, distribution_config=config)
    return {"cloudfront": SimpleNamespace(distributions={"1": distribution})}


def hold(monkeypatch, held):
    monkeypatch.setattr(
        certificate_use, "_opened", lambda service, _: {"us-east-1": held[service]} if service in held else {}
    )


@pytest.mark.parametrize(
    ("held", "user"),
    [
        (classic(ARN), "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/www"),
        (balanced(ARN), BALANCER),
        (distributed("ASCAEXAMPLE"), DISTRIBUTION),
    ],
    ids=["classic", "balancer", "distribution"],
)
def test_what_uses_it_is_named(monkeypatch, held, user):
    hold(monkeypatch, held)
    with pytest.raises(PracticeError) as refused:
        require_unused_certificate(CERTIFICATE)
    assert f"ASCAEXAMPLE is currently in use by {user}." in str(refused.value)


@pytest.mark.parametrize("held", [{}, classic(OTHER), balanced(OTHER), distributed("")])
def test_what_uses_another_is_not_in_the_way(monkeypatch, held):
    hold(monkeypatch, held)
    require_unused_certificate(CERTIFICATE)


def test_a_certificate_can_be_deleted_once_its_load_balancer_is_gone(fresh, client):
    iam, elb = client(fresh, "iam"), client(fresh, "elb")
    held = iam.get_server_certificate(ServerCertificateName="www-acme")["ServerCertificate"]
    arn = held["ServerCertificateMetadata"]["Arn"]
    listener = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": arn}
    elb.create_load_balancer(LoadBalancerName="www", Listeners=[listener], AvailabilityZones=["us-east-1a"])
    with pytest.raises(ClientError, match="DeleteConflict"):
        iam.delete_server_certificate(ServerCertificateName="www-acme")
    elb.delete_load_balancer(LoadBalancerName="www")
    iam.delete_server_certificate(ServerCertificateName="www-acme")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_server_certificate(ServerCertificateName="www-acme")
