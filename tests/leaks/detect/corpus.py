"""A corpus made at run time from a fixed seed: every kind of credential in every format and encoding, and what looks
like one. No key-shaped text stands here: the keys are drawn when it is made."""

from __future__ import annotations

import base64
import html
import json
import random
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

BASE32 = string.ascii_uppercase + "234567"
BASE64 = string.ascii_letters + string.digits + "+/"
HEXADECIMAL = "0123456789abcdef"
LOWER = string.ascii_lowercase + string.digits


class Case(NamedTuple):
    """Some bytes, and the credentials in them, each as (kind, value)."""

    name: str
    data: bytes
    planted: frozenset[tuple[str, str]]


class Lots:
    """Credentials as AWS draws them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  keys of nobody's, the same each time

    def text(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=length))

    def number(self, digits: int) -> str:
        return str(self._random.randrange(2, 9)) + self.text("0123456789", digits - 1)

    def key_id(self, prefix: str = "AKIA") -> str:
        return prefix + self.text("QRSTUVWXYZ234567", 1) + self.text(BASE32, 15)

    def secret(self) -> str:
        return self.text(BASE64, 40)

    def token(self) -> str:
        body = "IQoJb3JpZ2luX2Vj" + self.text(BASE64, self._random.randrange(80, 240) * 4)
        return body + self.text(BASE64, 3) + "="

    def bedrock_long(self) -> str:
        inside = f"BedrockAPIKey-{self.text(LOWER, 4)}-at-{self.number(12)}:{self.text(BASE64, 44)}"
        return "ABSK" + base64.b64encode(inside.encode()).decode()

    def bedrock_short(self) -> str:
        query = f"bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Credential={self.key_id('ASIA')}%2F20260101"
        return (
            "bedrock-api-key-"
            + base64.b64encode(f"{query}&X-Amz-Signature={self.text(HEXADECIMAL, 64)}".encode()).decode()
        )

    def mws(self) -> str:
        return "amzn.mws." + "-".join(self.text(HEXADECIMAL, size) for size in (8, 4, 4, 4, 12))

    def appsync(self) -> str:
        return "da2-" + self.text(LOWER, 26)

    def service_user(self) -> str:
        return f"{self.text(string.ascii_lowercase, 6)}-at-{self.number(12)}"

    def service_password(self) -> str:
        return self.text(BASE64, 43) + "="

    def password(self) -> str:
        return self.text(string.ascii_letters + string.digits + "!#$%&()*+-@^_", 14)


PAIRS = {
    "credentials file": "[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\nregion = eu-west-1\n",
    "credentials file, tight": "[x]\naws_access_key_id={id}\naws_secret_access_key={secret}\n",
    "secret first": "aws_secret_access_key = {secret}\naws_access_key_id = {id}\n",
    "dotenv": 'AWS_ACCESS_KEY_ID="{id}"\nAWS_SECRET_ACCESS_KEY="{secret}"\n',
    "shell": "export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={secret}\n",
    "shell, one line": "AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret} aws s3 ls\n",
    "fish": "set -gx AWS_ACCESS_KEY_ID {id}\nset -gx AWS_SECRET_ACCESS_KEY {secret}\n",
    "cmd": "set AWS_ACCESS_KEY_ID={id}\r\nset AWS_SECRET_ACCESS_KEY={secret}\r\n",
    "PowerShell": "$env:AWS_ACCESS_KEY_ID = '{id}'\n$env:AWS_SECRET_ACCESS_KEY = '{secret}'\n",
    "PowerShell, a cmdlet": "Set-AWSCredential -AccessKey {id} -SecretKey {secret} -StoreAs default\n",
    "the AWS CLI": "aws configure set aws_access_key_id {id}\naws configure set aws_secret_access_key {secret}\n",
    "JSON": '{{"AccessKeyId": "{id}", "SecretAccessKey": "{secret}"}}\n',
    "JSON, as IAM answers": '{{\n    "AccessKey": {{\n        "UserName": "bob",\n'
    '        "AccessKeyId": "{id}",\n'
    '        "Status": "Active",\n'
    '        "SecretAccessKey": "{secret}",\n        "CreateDate": "2026-01-01T00:00:00Z"\n    }}\n}}\n',
    "YAML": "aws:\n  access_key_id: {id}\n  secret_access_key: {secret}\n",
    "YAML, quoted": "aws:\n  accessKeyId: '{id}'\n  secretAccessKey: '{secret}'\n",
    "YAML, folded": "aws_access_key_id: >-\n  {id}\naws_secret_access_key: >-\n  {secret}\n",
    "Kubernetes, env": "env:\n- name: AWS_ACCESS_KEY_ID\n  value: {id}\n"
    "- name: AWS_SECRET_ACCESS_KEY\n  value: {secret}\n",
    "Compose": "    environment:\n      - AWS_ACCESS_KEY_ID={id}\n      - AWS_SECRET_ACCESS_KEY={secret}\n",
    "Dockerfile": "ENV AWS_ACCESS_KEY_ID {id}\nENV AWS_SECRET_ACCESS_KEY {secret}\n",
    "Docker, run": "docker run -e AWS_ACCESS_KEY_ID={id} -e AWS_SECRET_ACCESS_KEY={secret} app\n",
    "HCL": 'provider "aws" {{\n  region     = "eu-west-1"\n  access_key = "{id}"\n  secret_key = "{secret}"\n}}\n',
    "HCL, a variable": 'variable "aws_secret_key" {{\n  type    = string\n  default = "{secret}"\n}}\n# {id}\n',
    "tfvars": 'aws_access_key = "{id}"\naws_secret_key = "{secret}"\n',
    "XML": "<AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey>\n",
    "XML, attributes": '<add key="AWSAccessKey" value="{id}"/>\n<add key="AWSSecretKey" value="{secret}"/>\n',
    "XML, many lines": "<accessKey>\n    {id}\n</accessKey>\n<secretKey>\n    {secret}\n</secretKey>\n<!-- aws -->\n",
    "Hadoop": "<property><name>fs.s3a.access.key</name>\n<value>{id}</value></property>\n"
    "<property><name>fs.s3a.secret.key</name>\n<value>{secret}</value></property>\n",
    "properties": "cloud.aws.credentials.accessKey={id}\ncloud.aws.credentials.secretKey={secret}\n",
    "TOML": '[aws]\nkey_id = "{id}"\nsecret = "{secret}"\n',
    "Python": "client = boto3.client('s3', aws_access_key_id='{id}', aws_secret_access_key='{secret}')\n",
    "Python, bytes": 'ACCESS = b"{id}"\nSECRET = b"{secret}"\n',
    "Java": 'new BasicAWSCredentials("{id}", "{secret}");\n',
    "C#": 'var credentials = new BasicAWSCredentials("{id}", "{secret}");\n',
    "Go": 'credentials.NewStaticCredentials("{id}", "{secret}", "")\n',
    "JavaScript": "AWS.config.update({{accessKeyId: '{id}', secretAccessKey: '{secret}'}});\n",
    "Ruby": "Aws.config.update(credentials: Aws::Credentials.new('{id}', '{secret}'))\n",
    "Ruby, a hash": ":access_key_id => '{id}',\n:secret_access_key => '{secret}'\n",
    "PHP": "'credentials' => ['key' => '{id}', 'secret' => '{secret}'],\n",
    "Swift": 'let accessKey: String = "{id}"\nlet secretKey: String = "{secret}"\n',
    "Rust": 'let key_id: &str = "{id}";\nlet aws_secret: &str = "{secret}";\n',
    "C": '#define AWS_KEY_ID "{id}"\n#define AWS_SECRET_KEY "{secret}"\n',
    "SQL": "COPY t FROM 's3://b/' CREDENTIALS 'aws_access_key_id={id};aws_secret_access_key={secret}';\n",
    "SQL, Snowflake": "CREDENTIALS = (AWS_KEY_ID = '{id}' AWS_SECRET_KEY = '{secret}')\n",
    "the console's CSV": "Access key ID,Secret access key\n{id},{secret}\n",
    "the console's CSV, older": 'User Name,Access Key Id,Secret Access Key\n"bob",{id},{secret}\n',
    "a table": "| Access key | Secret key |\n|---|---|\n| {id} | {secret} |\n",
    "tabs": "{id}\t{secret}\n",
    "a colon": "{id}:{secret}\n",
    "lines alone": "{id}\n{secret}\n",
    "prose": "Your access key is {id} and the secret access key is {secret}, keep it safe.\n",
    "s3cfg": "[default]\naccess_key = {id}\nbucket_location = US\nsecret_key = {secret}\nuse_https = True\n",
    "boto": "[Credentials]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n",
    "rclone": "[remote]\ntype = s3\nprovider = AWS\naccess_key_id = {id}\nsecret_access_key = {secret}\n",
    "a notebook": '{{"cells": [{{"source": ["import os\\n", "os.environ[\'AWS_ACCESS_KEY_ID\'] = \'{id}\'\\n",\n'
    "\"os.environ['AWS_SECRET_ACCESS_KEY'] = '{secret}'\\n\"]}}]}}\n",
    "a log": "2026-01-01 12:00:00 DEBUG access_key={id} secret_key={secret} region=eu-west-1\n",
    "a diff": "+aws_access_key_id = {id}\n+aws_secret_access_key = {secret}\n",
    "Ansible": '    aws_access_key: "{id}"\n    aws_secret_key: "{secret}"\n',
    "Jenkins": "withEnv(['AWS_ACCESS_KEY_ID={id}', 'AWS_SECRET_ACCESS_KEY={secret}']) {{\n",
    "GitHub workflow": "          aws-access-key-id: {id}\n          aws-secret-access-key: {secret}\n",
    "CircleCI": "  AWS_ACCESS_KEY_ID: {id}\n  AWS_SECRET_ACCESS_KEY: {secret}\n",
    "Compose, with defaults": "    environment:\n      AWS_ACCESS_KEY_ID: ${{AWS_ACCESS_KEY_ID:-{id}}}\n"
    "      AWS_SECRET_ACCESS_KEY: ${{AWS_SECRET_ACCESS_KEY:-{secret}}}\n",
    "shell, with defaults": 'KEY="${{AWS_ACCESS_KEY_ID-{id}}}"\nSECRET="${{AWS_SECRET_ACCESS_KEY-{secret}}}"\n',
    "an id, a slash and a secret": "credentials: {id}/{secret}\n",
    "JSON, the value first": '[{{"value": "{id}", "name": "AWS_ACCESS_KEY_ID"}},'
    ' {{"value": "{secret}", "name": "AWS_SECRET_ACCESS_KEY"}}]',
    "a fallback": "const s = process.env.AWS_SECRET_ACCESS_KEY || '{secret}';"
    " const k = process.env.AWS_ACCESS_KEY_ID || '{id}';\n",
}
SECRETS = {
    "alone, AWS's name": "AWS_SECRET_ACCESS_KEY={secret}\n",
    "alone, JSON": '{{"secretAccessKey":"{secret}"}}\n',
    "alone, properties": "app.aws.secretkey={secret}\n",
    "alone, XML": '<add key="AWSSecretKey" value="{secret}" />\n',
    "alone, YAML": "  aws_secret_access_key: {secret}\n",
    "alone, before its name": '{{"value": "{secret}", "name": "AWS_SECRET_ACCESS_KEY"}}\n',
    "alone, a default": "AWS_SECRET_ACCESS_KEY: ${{AWS_SECRET_ACCESS_KEY:-{secret}}}\n",
    "alone, in brackets": "aws_secret_access_key = <{secret}>\n",
    "alone, a comment": "# aws secret: {secret}\n",
}
IDS = {
    "in code": 'key := "{id}"\n',
    "in a URL's user": "https://{id}@host.example.org/\n",
    "in prose": "We deactivated {id} yesterday.\n",
    "in a list": "keys: [{id}, other]\n",
    "in a path": "/credentials/{id}/last-used\n",
    "under a name": "aws_access_key_id = {id}\n",
    "in brackets": "({id})\n",
}
OTHERS: dict[str, tuple[str, str]] = {
    "session-token, shell": ("session-token", "export AWS_SESSION_TOKEN={value}\n"),
    "session-token, JSON": ("session-token", '"SessionToken": "{value}",\n'),
    "session-token, INI": ("session-token", "aws_session_token = {value}\n"),
    "session-token, XML": ("session-token", "<SessionToken>{value}</SessionToken>\n"),
    "session-token, alone": ("session-token", "{value}\n"),
    "bedrock, long": ("bedrock-api-key", "AWS_BEARER_TOKEN_BEDROCK={value}\n"),
    "bedrock, short": ("bedrock-api-key", "export AWS_BEARER_TOKEN_BEDROCK='{value}'\n"),
    "mws": ("mws-auth-token", 'MWSAuthToken: "{value}"\n'),
    "appsync": ("appsync-api-key", "  aws_appsync_apiKey: '{value}',\n"),
}


def _bases(text: str, times: int) -> str:
    for _ in range(times):
        text = base64.b64encode(text.encode()).decode()
    return text


def _wrapped(text: str) -> str:
    encoded = _bases(text, 1)
    return "\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "UTF-8 with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "JSON": lambda text: json.dumps({"file": text}).encode(),
    "JSON in JSON": lambda text: json.dumps({"file": json.dumps({"inner": text})}).encode(),
    "JSON as PHP writes it": lambda text: json.dumps({"file": text}).replace("/", "\\/").encode(),
    "base64": lambda text: b"data: " + _bases(text, 1).encode() + b"\n",
    "base64 twice": lambda text: b"data: " + _bases(text, 2).encode() + b"\n",
    "base64 three times": lambda text: b'"' + _bases(text, 3).encode() + b'"',
    "base64 for URLs": lambda text: b"?config=" + base64.urlsafe_b64encode(text.encode()).rstrip(b"="),
    "base64 in base64's text": lambda text: b"x: " + _bases("config: " + _bases(text, 1) + "\nother: 1\n", 1).encode(),
    "base64, wrapped": lambda text: (
        b"-----BEGIN-----\n" + _wrapped("# some words before it\n" * 4 + text).encode() + b"\n---\n"
    ),
    "PowerShell's encoded command": lambda text: b"powershell -enc " + base64.b64encode(text.encode("utf-16-le")),
    "URL": lambda text: b"https://host/?q=" + quote(text, safe="").encode(),
    "a form": lambda text: b"q=" + quote(text.replace(" = ", "\0=\0"), safe="").replace("%00", "+").encode(),
    "escaped, JSON": lambda text: "".join(f"\\u{byte:04x}" for byte in text.encode()).encode(),
    "escaped, a program": lambda text: "".join(f"\\x{byte:02X}" for byte in text.encode()).encode(),
    "escaped, octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()).encode(),
    "escaped, HTML": lambda text: "".join(f"&#{byte};" for byte in text.encode()).encode(),
    "HTML": lambda text: b"<pre>" + html.escape(text).encode() + b"</pre>",
    "colours": lambda text: "".join(f"\x1b[32m{part}\x1b[0m" for part in text.splitlines(keepends=True)).encode(),
    "in a long line": lambda text: b"var a=1;" * 400 + json.dumps(text).encode() + b";var b=2;" * 400,
}


def positives(seed: int) -> Iterator[Case]:
    """Every kind in every format and encoding, a few of each."""
    lots = Lots(seed)
    for encoding, encode in ENCODINGS.items():
        for name, form in PAIRS.items():
            key, secret = lots.key_id(), lots.secret()
            planted = frozenset({("access-key-id", key), ("secret-access-key", secret)})
            yield Case(f"{name}, {encoding}", encode(form.format(id=key, secret=secret)), planted)
        for name, form in SECRETS.items():
            secret = lots.secret()
            yield Case(
                f"{name}, {encoding}", encode(form.format(secret=secret)), frozenset({("secret-access-key", secret)})
            )
        for name, form in IDS.items():
            for prefix in ("AKIA", "ASIA", "ABIA", "ACCA"):
                key = lots.key_id(prefix)
                yield Case(
                    f"{prefix} {name}, {encoding}", encode(form.format(id=key)), frozenset({("access-key-id", key)})
                )
        for name, (kind, form) in OTHERS.items():
            value = _made(lots, name)
            yield Case(f"{name}, {encoding}", encode(form.format(value=value)), frozenset({(kind, value)}))
        yield from _tables(lots, encoding, encode)
        yield from _sessions(lots, encoding, encode)


def _made(lots: Lots, name: str) -> str:
    return {
        "session-token": lots.token,
        "bedrock, long": lots.bedrock_long,
        "bedrock, short": lots.bedrock_short,
        "mws": lots.mws,
        "appsync": lots.appsync,
    }[name if name.startswith("bedrock") else name.split(",", maxsplit=1)[0]]()


def _tables(lots: Lots, encoding: str, encode: Callable[[str], bytes]) -> Iterator[Case]:
    user, word = lots.service_user(), lots.service_password()
    planted = frozenset({("codecommit-password", word)})
    yield Case(f"CodeCommit's CSV, {encoding}", encode(f"User Name,Password\n{user},{word}\n"), planted)
    user, word = lots.service_user(), lots.service_password()
    answer = json.dumps({"ServiceUserName": user, "ServicePassword": word}, indent=2)
    yield Case(f"a service's credential, {encoding}", encode(answer), frozenset({("codecommit-password", word)}))
    if encoding in {
        "plain",
        "CRLF",
        "UTF-8 with a mark",
        "UTF-16",
        "base64",
        "base64 twice",
        "PowerShell's encoded command",
    }:
        word = lots.password()
        address = f"https://{lots.number(12)}.signin.aws.amazon.com/console"
        text = f"User name,Password,Console sign-in URL\nbob,{word},{address}\n"
        yield Case(
            f"the console's CSV of a password, {encoding}", encode(text), frozenset({("console-password", word)})
        )


def _sessions(lots: Lots, encoding: str, encode: Callable[[str], bytes]) -> Iterator[Case]:
    key, secret, token = lots.key_id("ASIA"), lots.secret(), lots.token()
    answer = json.dumps(
        {"Credentials": {"AccessKeyId": key, "SecretAccessKey": secret, "SessionToken": token}}, indent=4
    )
    planted = frozenset({("access-key-id", key), ("secret-access-key", secret), ("session-token", token)})
    yield Case(f"STS's answer, {encoding}", encode(answer), planted)


def negatives(seed: int) -> Iterator[Case]:
    """What looks like a credential and is none."""
    lots = Lots(seed)
    for number in range(12):
        for name, text in (*_hashes(lots), *_signed(lots), *_words(lots)):
            yield Case(f"{name} {number}", text.encode(), frozenset())


def _hashes(lots: Lots) -> Iterator[tuple[str, str]]:
    """Hashes, keys of another kind, and blobs."""
    sha1, sha256 = lots.text(HEXADECIMAL, 40), lots.text(HEXADECIMAL, 64)
    yield "a commit", f"commit {sha1}\nAuthor: aws\n"
    yield "a commit beside a name", f"aws_secret_version: {sha1}\n"
    yield "SHA-1 under AWS's name", f"aws_secret_access_key_sha1 = {sha1}\n"
    yield "hexadecimal as a secret", f"AWS_SECRET_ACCESS_KEY={sha1}\n"
    yield "SHA-256", f"secret_hash = {sha256}\n"
    yield "integrity", f'"integrity": "sha512-{lots.text(BASE64, 86)}=="\n'
    yield (
        "yarn",
        (
            f'aws-sdk@^2.0.0:\n  resolved "https://registry.yarnpkg.com/aws-sdk/-/aws-sdk-2.1.0.tgz#{sha1}"\n'
            f"  integrity sha1-{lots.text(BASE64, 27)}=\n"
        ),
    )
    yield (
        "package-lock",
        f'"node_modules/aws-secrets": {{"version": "1.0.0", "integrity": "sha512-{lots.text(BASE64, 86)}=="}}\n',
    )
    yield "SRI", f'<script src="https://cdn/aws.js" integrity="sha384-{lots.text(BASE64, 64)}"></script>\n'
    yield (
        "go.sum",
        (
            f"github.com/aws/aws-sdk-go v1.44.0 h1:{lots.text(BASE64, 43)}=\n"
            f"github.com/aws/secret v1.0.0/go.mod h1:{lots.text(BASE64, 43)}=\n"
        ),
    )
    yield "poetry", f'{{file = "aws_secrets-1.0-py3-none-any.whl", hash = "sha256:{sha256}"}},\n'
    yield "an image", f'<img src="data:image/png;base64,iVBORw0KGgo{lots.text(BASE64, 4000)}">\n'
    yield "a blob", lots.text(BASE64, 6000) + "\n"
    yield "a wrapped blob", "\n".join(lots.text(BASE64, 76) for _ in range(60)) + "\n"
    yield "a blob by its name", f"aws_secret_blob = {lots.text(BASE64, 600)}==\n"
    yield (
        "a certificate",
        "-----BEGIN CERTIFICATE-----\n"
        + "\n".join(lots.text(BASE64, 64) for _ in range(20))
        + "\n-----END CERTIFICATE-----\n",
    )
    yield (
        "a private key",
        "-----BEGIN RSA PRIVATE KEY-----\n"
        + "\n".join(lots.text(BASE64, 64) for _ in range(20))
        + "\n-----END RSA PRIVATE KEY-----\n",
    )
    yield "an SSH key", f"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{lots.text(BASE64, 330)} bob@aws\n"
    yield "a UUID", f"aws_secret_id = {'-'.join(lots.text(HEXADECIMAL, size) for size in (8, 4, 4, 4, 12))}\n"
    yield (
        "minified",
        "".join(f"function {lots.text(string.ascii_letters, 2)}(e,t){{return e.aws.secret[t]}};" for _ in range(60))
        + "\n",
    )


def _signed(lots: Lots) -> Iterator[tuple[str, str]]:
    """What is public by design, and what only names a credential."""
    key, sha256, date = lots.key_id(), lots.text(HEXADECIMAL, 64), "20260101"
    yield (
        "a presigned URL",
        (
            f"https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={key}%2F{date}%2Feu-west-1%2Fs3"
            f"%2Faws4_request&X-Amz-Date={date}T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
            f"&X-Amz-Security-Token={quote(lots.token(), safe='')}&X-Amz-Signature={sha256}\n"
        ),
    )
    yield (
        "a presigned URL, older",
        (
            f"https://b.s3.amazonaws.com/k?AWSAccessKeyId={key}"
            f"&Expires=1700000000&Signature={quote(lots.text(BASE64, 27))}%3D\n"
        ),
    )
    yield (
        "an authorisation",
        (
            f"Authorization: AWS4-HMAC-SHA256 Credential={key}/{date}/us-east-1/s3/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={sha256}\n"
        ),
    )
    yield "an authorisation, older", f"Authorization: AWS {key}:{lots.text(BASE64, 27)}=\n"
    yield (
        "an ARN",
        f"arn:aws:secretsmanager:eu-west-1:{lots.number(12)}:secret:prod/db-{lots.text(string.ascii_letters, 6)}\n",
    )
    yield "an ARN of a role", f"arn:aws:iam::{lots.number(12)}:role/aws-service-role/secret-rotation\n"
    yield (
        "ids of no credential",
        (
            f"AROA{lots.text(BASE32, 17)} AIDA{lots.text(BASE32, 17)} AGPA{lots.text(BASE32, 17)} "
            f"ANPA{lots.text(BASE32, 17)}\n"
        ),
    )
    yield (
        "the documentation's example",
        (
            "aws_access_key_id = AKIA"
            "IOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/"
            "K7MDENG/bPxRfiCYEXAMPLEKEY\n"
        ),
    )
    yield (
        "the documentation's other example",
        "AKIA" + "I44QH8DHBEXAMPLE je7MtGbClwBF/" + "2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n",
    )


def _words(lots: Lots) -> Iterator[tuple[str, str]]:
    """Placeholders, references, names and what is drawn by lot for something else."""
    key, secret = lots.key_id(), lots.secret()
    yield "crosses", f"aws_access_key_id = AKIA{'X' * 16}\naws_secret_access_key = {'x' * 40}\n"
    yield (
        "a reference",
        "aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\naws_access_key_id = ${{ secrets.AWS_ACCESS_KEY_ID }}\n",
    )
    yield (
        "a template",
        (
            "aws_secret_access_key: {{ .Values.aws.secretAccessKey }}\n"
            "secret: <your-secret-access-key-goes-right-here-0>\n"
        ),
    )
    yield "a parameter", "aws_secret_access_key: ssm:/prod/aws/secret-access-key/of/the/application1\n"
    yield "a path", "secret: /var/lib/kubelet/pods/v1/aws/secrets/key0/data\n"
    yield "a CDK name", "@aws-cdk/aws-secretsmanager:useAttachedSecretResourcePolicyForSecretTargetAttachments\n"
    yield "a class", "aws.secret.AuthenticatingUsingClientCertificateFactoryBuilder1\n"
    yield "another's secret", f'github_client_secret = "{lots.text(HEXADECIMAL, 40)}"\n'
    yield "another's secret, drawn", f'okta:\n  client_secret: "{secret}"\n'
    yield "in base64 by chance", f"{lots.text(BASE64, 40)}/{key}+{lots.text(BASE64, 40)}\n"
    yield "in a word", f"X{key}Y {key}a 9{key}\n"
    yield "words in capitals", "ASIA" + "PACIFICSOUTHEAST\nASIA_PACIFIC_SOUTHEAST_REGION\n"
    yield "a bucket's version", f"aws_s3 version: {lots.text(BASE64.replace('+', '_').replace('/', '.'), 32)}\n"
    yield "an ETag", f'ETag: "{lots.text(HEXADECIMAL, 32)}-12"\nx-amz-id-2: {lots.text(BASE64, 75)}=\n'
    yield "a JWT of nothing", f"eyJhbGciOiJIUzI1NiJ9.{lots.text(BASE64, 60)}.{lots.text(BASE64, 43)}\n"
    yield "a token's example", f"AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE{lots.text(BASE64, 300)}\n"
    yield (
        "an AppSync endpoint",
        f"https://{lots.text(string.ascii_lowercase, 26)}.appsync-api.us-east-1.amazonaws.com/graphql\n",
    )
    yield "a users' list", f"user name,password,e-mail\nbob,{lots.password()},bob@example.org\n"
    yield (
        "an encrypted value",
        f"AWS_SECRET_ACCESS_KEY: ENC[AES256_GCM,data:{lots.text(BASE64, 53)}=,iv:{lots.text(BASE64, 43)}=,type:str]\n",
    )
    yield "a ciphertext", f"aws_secret_access_key = {lots.text(BASE64, 118)}==\n"
