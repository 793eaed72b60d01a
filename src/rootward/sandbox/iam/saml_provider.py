"""SAML identity providers, by name and by ARN.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


class SamlProviderApi(IamApi):
    """The calls about SAML providers in which moto is not as AWS is."""

    def create_saml_provider(self) -> ActionResult:
        """A new provider; its name is free.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
        AWS's words: https://github.com/org-formation/aws-resource-providers/issues/59
        """
        name = self._get_param("Name")
        if name in self.backend.saml_providers:
            raise PracticeError("EntityAlreadyExists", f"Provider with name {name} already exists.")
        return super().create_saml_provider()

    def get_saml_provider(self) -> ActionResult:
        """One provider with its metadata.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html
        """
        self._require_provider()
        return super().get_saml_provider()

    def update_saml_provider(self) -> ActionResult:
        """Other metadata.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html
        """
        self._require_provider()
        return super().update_saml_provider()

    def delete_saml_provider(self) -> ActionResult:
        """Delete a provider for good.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html
        """
        self._require_provider()
        return super().delete_saml_provider()

    def _require_provider(self) -> None:
        """Refuse an ARN that is none of the account's, in AWS's words as LocalStack recorded them.

        https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_saml_providers.snapshot.json
        """
        arn = self._get_param("SAMLProviderArn")
        if all(provider.arn != arn for provider in self.backend.saml_providers.values()):
            raise PracticeError("NoSuchEntity", f"Manifest not found for arn {arn}")
