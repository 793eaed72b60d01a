"""Load balancers, their listeners, and the listeners' certificates."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def walk(sandbox: Any, client: Any) -> None:
    elb = client(sandbox, "elbv2")
    assert elb.describe_load_balancers()["LoadBalancers"] == []
    held = client(sandbox, "iam").list_server_certificates()["ServerCertificateMetadataList"][0]["Arn"]
    balancer = elb.create_load_balancer(Name="www", Subnets=subnets(sandbox))["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(Name="www", Protocol="HTTP", Port=80, TargetType="ip", VpcId=vpc(sandbox))
    (target,) = group["TargetGroups"]
    made = elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": held}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target["TargetGroupArn"]}],
    )["Listeners"][0]["ListenerArn"]

    assert [one["LoadBalancerArn"] for one in elb.describe_load_balancers()["LoadBalancers"]] == [balancer]
    assert client(sandbox, "elbv2", "eu-west-1").describe_load_balancers()["LoadBalancers"] == []
    (listener,) = elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    assert listener["Certificates"] == [{"CertificateArn": held}]
    certificates = elb.describe_listener_certificates(ListenerArn=made)["Certificates"]
    assert [one["CertificateArn"] for one in certificates] == [held]
    with pytest.raises(ClientError, match=rf"DeleteConflict.*in use by {balancer}"):
        client(sandbox, "iam").delete_server_certificate(ServerCertificateName=held.rpartition("/")[2])
    with pytest.raises(ClientError, match="LoadBalancerNotFound"):
        elb.describe_listeners(LoadBalancerArn=balancer.replace("www", "missing"))


def ec2() -> Any:
    """moto's EC2, that no call reaches here."""
    from moto.ec2.models import ec2_backends

    return ec2_backends["123456789012"]["us-east-1"]


def subnets(sandbox: Any) -> list[str]:
    with sandbox._application.backends.in_place():
        return [subnet.id for subnet in ec2().get_default_subnets().values()][:2]


def vpc(sandbox: Any) -> str:
    with sandbox._application.backends.in_place():
        found: str = ec2().get_default_vpc().id
        return found
