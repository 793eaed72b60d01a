"""Classic load balancers, and the certificates of their listeners."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def walk(sandbox: Any, client: Any) -> None:
    elb = client(sandbox, "elb")
    assert elb.describe_load_balancers()["LoadBalancerDescriptions"] == []
    (held,) = [
        one["Arn"]
        for one in client(sandbox, "iam").list_server_certificates()["ServerCertificateMetadataList"]
        if one["ServerCertificateName"] == "www-acme"
    ]
    listener = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": held}
    elb.create_load_balancer(LoadBalancerName="www", Listeners=[listener], AvailabilityZones=["us-east-1a"])
    (shown,) = elb.describe_load_balancers()["LoadBalancerDescriptions"]
    assert [one["Listener"]["SSLCertificateId"] for one in shown["ListenerDescriptions"]] == [held]
    assert client(sandbox, "elb", "eu-west-1").describe_load_balancers()["LoadBalancerDescriptions"] == []
    with pytest.raises(ClientError, match=r"DeleteConflict.*in use by .*:loadbalancer/www"):
        client(sandbox, "iam").delete_server_certificate(ServerCertificateName="www-acme")
    with pytest.raises(ClientError, match="LoadBalancerNotFound"):
        elb.describe_load_balancers(LoadBalancerNames=["missing"])
