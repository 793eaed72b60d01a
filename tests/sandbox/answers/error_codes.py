"""The error codes that AWS's services give for any operation, and their HTTP statuses: what no operation's model lists.

The pages "Common Errors" of the services' API references, for example
https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/common-errors.html
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
and where a protocol has its own words for the same: those.
"""

from __future__ import annotations

from botocore.model import OperationModel, StructureShape

OF_QUERY = {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    "AccessDenied": {403},
    "ExpiredToken": {403},
    "IncompleteSignature": {400, 403},
    "InternalFailure": {500},
    "InvalidAction": {400},
    "InvalidClientTokenId": {403},
    "InvalidParameterCombination": {400},
    "InvalidParameterValue": {400},
    "MissingAuthenticationToken": {403},
    "MissingParameter": {400},
    "OptInRequired": {403},
    "RequestExpired": {400},
    "ServiceUnavailable": {503},
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
    "SignatureDoesNotMatch": {403},
    # https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    "Throttling": {400},
    "ValidationError": {400},
}

OF_JSON = {
    "AccessDeniedException": {400},
    "ExpiredTokenException": {400},
    "IncompleteSignatureException": {400},
    "InternalFailure": {500},
    "InvalidSignatureException": {400},
    "MissingAuthenticationTokenException": {400},
    "OptInRequired": {400, 403},
    "RequestExpired": {400},
    "SerializationException": {400},
    "ServiceUnavailable": {503},
    "ThrottlingException": {400},
    "UnknownOperationException": {400, 404},
    "UnrecognizedClientException": {400},
    "ValidationException": {400},
}

OF_REST_JSON = {
    "AccessDeniedException": {403},
    "ExpiredTokenException": {403},
    "IncompleteSignatureException": {403},
    "InternalFailure": {500},
    "InvalidSignatureException": {403},
    "MissingAuthenticationTokenException": {403},
    "OptInRequired": {403},
    "RequestExpired": {400},
    "SerializationException": {400},
    "ServiceUnavailable": {503},
    "ThrottlingException": {400, 429},
    "UnknownOperationException": {404},
    "UnrecognizedClientException": {403},
    "ValidationException": {400},
}

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
OF_EC2 = {
    "AuthFailure": {401, 403},
    "DryRunOperation": {412},
    "IncompleteSignature": {400},
    "InternalError": {500},
    "InvalidAction": {400},
    "InvalidClientTokenId": {400, 403},
    "InvalidParameter": {400},
    "InvalidParameterCombination": {400},
    "InvalidParameterValue": {400},
    "MissingAuthenticationToken": {400, 403},
    "MissingParameter": {400},
    "OptInRequired": {401, 403},
    "RequestExpired": {400},
    "RequestLimitExceeded": {503},
    "ServiceUnavailable": {503},
    "Unavailable": {503},
    "UnauthorizedOperation": {403},
    "UnknownParameter": {400},
}

# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
OF_S3 = {
    "AccessDenied": {403},
    "AuthorizationHeaderMalformed": {400},
    "BucketAlreadyExists": {409},
    "BucketAlreadyOwnedByYou": {409},
    "BucketNotEmpty": {409},
    "ExpiredToken": {400},
    "IllegalLocationConstraintException": {400},
    "InternalError": {500},
    "InvalidAccessKeyId": {403},
    "InvalidArgument": {400},
    "InvalidBucketName": {400},
    "InvalidLocationConstraint": {400},
    "InvalidRequest": {400},
    "InvalidToken": {400},
    "MalformedPolicy": {400},
    "MalformedXML": {400},
    "MethodNotAllowed": {405},
    "NoSuchBucket": {404},
    "NoSuchBucketPolicy": {404},
    "NoSuchKey": {404},
    "NoSuchPublicAccessBlockConfiguration": {404},
    "NoSuchVersion": {404},
    "NotImplemented": {501},
    "OperationAborted": {409},
    "RequestTimeTooSkewed": {403},
    "ServerSideEncryptionConfigurationNotFoundError": {404},
    "ServiceUnavailable": {503},
    "SignatureDoesNotMatch": {403},
    "SlowDown": {503},
}

COMMON = {"query": OF_QUERY, "json": OF_JSON, "rest-json": OF_REST_JSON, "ec2": OF_EC2, "rest-xml": OF_S3}


def modelled(operation: OperationModel) -> dict[str, StructureShape]:
    """The errors of the operation's model, by the code on the wire."""
    shapes = [shape for shape in operation.error_shapes if isinstance(shape, StructureShape)]
    return {str(shape.metadata.get("error", {}).get("code") or shape.name): shape for shape in shapes}


def statuses(operation: OperationModel, protocol: str, code: str) -> frozenset[int]:
    """The HTTP statuses with which AWS gives the code for the operation; none: it never does.

    The JSON protocols take the status of a modelled error from the model, else 400, or 500 for a fault of the service:
    https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    """
    found = set(COMMON[protocol].get(code, ()))
    shape = modelled(operation).get(code)
    if shape is not None:
        error = shape.metadata.get("error", {})
        fault = 500 if shape.metadata.get("fault") or error.get("fault") else 400
        found.add(int(error.get("httpStatusCode", fault)))
    return frozenset(found)
