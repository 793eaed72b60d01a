"""IAM: what belongs to the account as a whole: alias, identity providers, server certificates, instance profiles."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nbm90IHJlYWxseQ==\n-----END CERTIFICATE-----"
METADATA = f'<EntityDescriptor entityID="idp">{" " * 1000}</EntityDescriptor>'
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)


def walk(sandbox: Any, client: Any) -> None:
    iam = client(sandbox, "iam")
    assert iam.list_account_aliases()["AccountAliases"] == ["acme-startup"]
    iam.delete_account_alias(AccountAlias="acme-startup")
    iam.create_account_alias(AccountAlias="acme-walked")
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        iam.create_account_alias(AccountAlias="acme-walked")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.delete_account_alias(AccountAlias="acme-startup")
    walk_providers(iam)
    walk_certificates(iam)
    iam.create_instance_profile(InstanceProfileName="web")
    iam.create_role(RoleName="walked", AssumeRolePolicyDocument=TRUST)
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="walked")
    profiles = iam.list_instance_profiles_for_role(RoleName="walked")["InstanceProfiles"]
    assert [one["InstanceProfileName"] for one in profiles] == ["web"]
    with pytest.raises(ClientError, match="DeleteConflict"):
        iam.delete_role(RoleName="walked")
    iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="walked")
    iam.delete_role(RoleName="walked")
    iam.tag_user(UserName="maya.chen", Tags=[{"Key": "team", "Value": "founders"}])


def walk_providers(iam: Any) -> None:
    (provider,) = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"].endswith("oidc-provider/token.actions.githubusercontent.com")
    arn = iam.create_saml_provider(Name="idp", SAMLMetadataDocument=METADATA)["SAMLProviderArn"]
    assert [one["Arn"] for one in iam.list_saml_providers()["SAMLProviderList"]] == [arn]
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        iam.create_saml_provider(Name="idp", SAMLMetadataDocument=METADATA)
    iam.update_saml_provider(SAMLProviderArn=arn, SAMLMetadataDocument=METADATA + " ")
    assert iam.get_saml_provider(SAMLProviderArn=arn)["SAMLMetadataDocument"].startswith("<EntityDescriptor")
    iam.delete_saml_provider(SAMLProviderArn=arn)
    for call in (iam.get_saml_provider, iam.delete_saml_provider):
        with pytest.raises(ClientError, match="NoSuchEntity"):
            call(SAMLProviderArn=arn)


def walk_certificates(iam: Any) -> None:
    names = {one["ServerCertificateName"] for one in iam.list_server_certificates()["ServerCertificateMetadataList"]}
    assert names == {"www-acme", "www-acme-old"}
    iam.get_server_certificate(ServerCertificateName="www-acme")
    iam.upload_server_certificate(ServerCertificateName="new", CertificateBody=CERTIFICATE, PrivateKey="thrown away")
    iam.delete_server_certificate(ServerCertificateName="new")
    for call in (iam.get_server_certificate, iam.delete_server_certificate):
        with pytest.raises(ClientError, match="NoSuchEntity"):
            call(ServerCertificateName="new")
