"""Load balancers of a practice account that present a certificate."""

from __future__ import annotations

from typing import Any

import boto3

from rootward.sandbox import Sandbox


def present_by_classic(sandbox: Sandbox, certificate: str, name: str = "web") -> None:
    """A classic load balancer with the certificate of that ARN on port 443."""
    listener = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": certificate}
    _client(sandbox, "elb").create_load_balancer(
        LoadBalancerName=name, AvailabilityZones=[f"{sandbox.region}a"], Listeners=[listener]
    )


def present_by_application(sandbox: Sandbox, certificate: str, name: str = "app") -> None:
    """An application load balancer with the certificate of that ARN on port 443."""
    subnets = [subnet["SubnetId"] for subnet in _client(sandbox, "ec2").describe_subnets()["Subnets"][:2]]
    elbv2 = _client(sandbox, "elbv2")
    made = elbv2.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]
    elbv2.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
    )


def _client(sandbox: Sandbox, service: str) -> Any:
    """As boto3 makes it: rootward's own knows no call that changes a network."""
    key_id, secret, token = sandbox.credentials
    return boto3.client(  # type: ignore[call-overload] # a service of any name
        service,
        region_name=sandbox.region,
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )
