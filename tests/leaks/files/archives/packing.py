"""Archives as their own tools write them, made in memory."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import zstandard


def tar(files, *, form=tarfile.PAX_FORMAT):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return held.getvalue()


def zipped(files, *, method=zipfile.ZIP_DEFLATED, comment=b""):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = comment
    return held.getvalue()


class OneWay(io.RawIOBase):
    """Somewhere that a zip can be written to and not gone back in: sizes stand behind the files then."""

    def __init__(self):
        super().__init__()
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def streamed_zip(files, *, method=zipfile.ZIP_DEFLATED):
    out = OneWay()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.data


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def saved_image(*layers, env=(), tags=("app:latest",)):
    """As `docker save` writes it since version 25: `manifest.json`, and the OCI layout beside it."""
    blobs = [*layers]
    config = json.dumps({"config": {"Env": list(env)}, "rootfs": {"diff_ids": [f"sha256:{sha256(x)}" for x in layers]}})
    blobs.append(config.encode())
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "config": {"digest": f"sha256:{sha256(config.encode())}"},
            "layers": [{"digest": f"sha256:{sha256(layer)}", "size": len(layer)} for layer in layers],
        }
    ).encode()
    blobs.append(manifest)
    files = {f"blobs/sha256/{sha256(blob)}": blob for blob in blobs}
    files["index.json"] = json.dumps({"manifests": [{"digest": f"sha256:{sha256(manifest)}"}]}).encode()
    files["oci-layout"] = b'{"imageLayoutVersion": "1.0.0"}'
    files["manifest.json"] = json.dumps(
        [
            {
                "Config": f"blobs/sha256/{sha256(config.encode())}",
                "RepoTags": list(tags),
                "Layers": [f"blobs/sha256/{sha256(layer)}" for layer in layers],
            }
        ]
    ).encode()
    return files


def old_saved_image(*layers, env=()):
    """As `docker save` wrote it before: a folder a layer."""
    config = json.dumps({"config": {"Env": list(env)}}).encode()
    files = {f"{sha256(config)}.json": config}
    names = []
    for layer in layers:
        name = f"{sha256(layer)[::-1]}/layer.tar"
        names.append(name)
        files[name] = layer
        files[name.replace("layer.tar", "json")] = b"{}"
        files[name.replace("layer.tar", "VERSION")] = b"1.0"
    manifest = [{"Config": f"{sha256(config)}.json", "RepoTags": ["app:old"], "Layers": names}]
    files["manifest.json"] = json.dumps(manifest).encode()
    files["repositories"] = b"{}"
    return files
