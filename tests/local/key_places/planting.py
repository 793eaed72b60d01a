"""A home folder with keys in it, each made at run time: no file of the project holds one."""

from __future__ import annotations

import base64
import random
import string
from pathlib import Path

ACCOUNT = "111122223333"
_ALPHABET = string.ascii_letters + string.digits + "/+"


def key_id(number: int, *, account: str = ACCOUNT, prefix: str = "AKIA") -> str:
    """An id of the newer form: the first bit is 1, forty bits of the account's number follow."""
    bits = (1 << 47) | (int(account) << 7) | (number & 0x7F)
    return prefix + base64.b32encode(bits.to_bytes(6, "big") + number.to_bytes(4, "big")).decode()


def secret(number: int) -> str:
    """Forty characters as AWS draws them."""
    return "".join(random.Random(number).choices(_ALPHABET, k=40))  # noqa: S311 - it opens nothing


def token(number: int) -> str:
    return "".join(random.Random(number).choices(_ALPHABET, k=300))  # noqa: S311


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def write(path: Path, text: str, *, encoding: str = "utf-8", mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    path.chmod(mode)
    return path


def _ini(number: int, section: str) -> str:
    return f"[{section}]\naws_access_key_id = {key_id(number)}\naws_secret_access_key = {secret(number)}\n"


PLANTS: tuple[tuple[str, str, str], ...] = (
    ("aws-credentials", ".aws/credentials", _ini(1, "default")),
    ("aws-config", ".aws/config", _ini(2, "profile work")),
    ("aws-credentials", ".aws/credentials.bak", _ini(3, "default").replace("\n", "\r\n")),
    (
        "aws-cache",
        ".aws/cli/cache/0a1b.json",
        (
            f'{{"Credentials": {{"AccessKeyId": "{key_id(4, prefix="ASIA")}", "SecretAccessKey": "{secret(4)}", '
            f'"SessionToken": "{token(4)}"}}}}'
        ),
    ),
    ("env-file", "code/shop/.env", f"PORT=80\nAWS_ACCESS_KEY_ID={key_id(5)}\nAWS_SECRET_ACCESS_KEY='{secret(5)}'\n"),
    ("env-file", "code/shop/.env.production", f'export S3_KEY="{key_id(6)}"\nexport S3_SECRET="{secret(6)}"\n'),
    ("boto", ".boto", _ini(7, "Credentials")),
    ("s3-tool", ".s3cfg", f"[default]\naccess_key = {key_id(8)}\nsecret_key = {secret(8)}\n"),
    ("s3-tool", ".passwd-s3fs", f"{key_id(9)}:{secret(9)}\n"),
    ("terraform", "infra/prod.tfvars", f'access_key = "{key_id(10)}"\nsecret_key = "{secret(10)}"\n'),
    (
        "terraform-state",
        "infra/terraform.tfstate",
        f'{{"attributes": {{\n"create_date": null,\n"id": "{key_id(11)}",\n"secret": "{secret(11)}",\n"user": "a"}}}}',
    ),
    ("docker", "code/shop/docker-compose.yml", f"environment:\n  - ID={key_id(12)}\n  - SECRET_KEY={secret(12)}\n"),
    ("docker", ".docker/config.json", f'{{"auths": {{"x": {{"auth": "{encoded(f"{key_id(13)}:{secret(13)}")}"}}}}}}'),
    (
        "kubernetes",
        "code/shop/deploy/secret.yaml",
        f"apiVersion: v1\nkind: Secret\ndata:\n  id: {encoded(key_id(14))}\n  secret: {encoded(secret(14))}\n",
    ),
    (
        "kubernetes",
        ".kube/config",
        f"env:\n- name: AWS_ACCESS_KEY_ID\n  value: {key_id(15)}\n- name: SECRET\n  value: {secret(15)}\n",
    ),
    ("shell-history", ".bash_history", f"ls\nexport A={key_id(16)}\nexport AWS_SECRET_ACCESS_KEY={secret(16)}\nls\n"),
    ("shell-history", ".zsh_history", f": 1700000000:0;AWS_ACCESS_KEY_ID={key_id(17)} SECRET={secret(17)} aws s3 ls\n"),
    (
        "shell-history",
        ".local/share/fish/fish_history",
        (
            f"- cmd: aws configure set aws_access_key_id {key_id(18)}\n  when: 1\n"
            f"- cmd: aws configure set aws_secret_access_key {secret(18)}\n  when: 2\n"
        ),
    ),
    (
        "shell-history",
        "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
        f"$env:AWS_ACCESS_KEY_ID='{key_id(19)}'\r\n$env:AWS_SECRET_ACCESS_KEY='{secret(19)}'\r\n",
    ),
    ("shell-startup", ".bashrc", f"export AWS_ACCESS_KEY_ID={key_id(20)} AWS_SECRET_ACCESS_KEY={secret(20)}\n"),
    ("ci", "code/shop/.github/workflows/ci.yml", f"env:\n  ID: {key_id(21)}\n  SECRET: {secret(21)}\n"),
    ("ci", "code/shop/.gitlab-ci.yml", f"variables:\n  ID: {key_id(22)}\n  SECRET: {secret(22)}\n"),
    (
        "downloaded",
        "Downloads/anna_accessKeys.csv",
        f"Access key ID,Secret access key\r\n{key_id(23)},{secret(23)}\r\n",
    ),
    (
        "downloaded",
        "Downloads/credentials (1).csv",
        f"User name,Access key ID,Secret\nanna,{key_id(24)},{secret(24)}\n",
    ),
    ("downloaded", "Desktop/rootkey.csv", f"AWSAccessKeyId={key_id(25)}\nAWSSecretKey={secret(25)}\n"),
)
"""Kind, path and text: each holds one key."""

OTHERS: tuple[tuple[str, str], ...] = (
    ("notes.txt", f"{key_id(90)} {secret(90)}\n"),
    ("code/shop/node_modules/x/.env", f"AWS_ACCESS_KEY_ID={key_id(91)}\nAWS_SECRET_ACCESS_KEY={secret(91)}\n"),
    ("code/shop/.git/config", f"{key_id(92)} {secret(92)}\n"),
    ("code/shop/values.yaml", f"id: {key_id(93)}\nsecret: {secret(93)}\n"),
    ("code/docs/.env.example", f"AWS_ACCESS_KEY_ID=AKIA{'I' * 9}EXAMPLE\nAWS_SECRET_ACCESS_KEY={secret(94)}\n"),
    (".python_history", f"'{key_id(95)}/20260101/eu-west-1/s3/aws4_request' {secret(95)}\n"),
    ("code/shop/.envrc", "export PATH=$PATH:/opt/homebrew/bin\n"),
)
"""What is of no known kind, is fetched, is the documentation's, or is public."""


def plant(home: Path) -> None:
    """All of them."""
    for _, path, text in PLANTS:
        write(home / path, text)
    for path, text in OTHERS:
        write(home / path, text)
