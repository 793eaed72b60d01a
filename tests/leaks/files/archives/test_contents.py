"""What is packed in files: found under its path, and what cannot be unpacked is said."""

from __future__ import annotations

import io
import random
import struct
import tarfile
import zipfile

import pytest

from rootward.leaks.files.archives.bounds import Bounds
from tests.leaks.files.archives.packing import PACKINGS, old_saved_image, saved_image, sha256, streamed_zip, tar, zipped
from tests.leaks.files.scanned import Scanned, key_id, leak

FILES = {"inner/b.ini": leak(), "inner/clean.txt": b"nothing", "empty": b"", "large.txt": b"x\n" * (1 << 20) + leak(1)}
FOUND = ["a!/inner/b.ini", "a!/large.txt"]
NOISE = random.Random(3).randbytes(200_000)  # noqa: S311 - no packing makes it smaller


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar(tree, form):
    tree({"a": tar(FILES, form=form)})
    scanned = Scanned("a")
    assert scanned.found == FOUND
    assert [sight.line for _, sight in scanned.sights] == [2, (1 << 20) + 2]
    assert scanned.unread == {}
    assert (scanned.tally.files, scanned.tally.bytes) == (4, sum(map(len, FILES.values())))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("write", [zipped, streamed_zip])
def test_a_zip(tree, method, write):
    tree({"a": write(FILES, method=method)})
    scanned = Scanned("a")
    assert scanned.found == FOUND
    assert scanned.unread == {}
    assert (scanned.tally.files, scanned.tally.bytes) == (4, sum(map(len, FILES.values())))


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_packed_tar(tree, packing):
    tree({"a": PACKINGS[packing](tar(FILES))})
    scanned = Scanned("a")
    assert scanned.found == FOUND
    assert scanned.unread == {}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_packed_file_keeps_its_path(tree, packing):
    tree({f"log.{packing}": PACKINGS[packing](FILES["large.txt"])})
    scanned = Scanned(f"log.{packing}")
    assert scanned.found == [f"log.{packing}"]
    assert scanned.sights[0][1].line == (1 << 20) + 2


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("padding", [b"", b"\0" * 700])
def test_packed_one_behind_the_other(tree, packing, padding):
    pack = PACKINGS[packing]
    tree({"log": pack(leak(1)) + pack(b"") + pack(leak(2)) + padding})
    scanned = Scanned("log")
    assert [sight.key_id for _, sight in scanned.sights] == [key_id(1), key_id(2)]
    assert scanned.unread == {}


def test_what_stands_behind_the_end_of_a_packed_file_is_said(tree):
    tree({"log": PACKINGS["gz"](leak()) + b"something"})
    scanned = Scanned("log")
    assert scanned.found == ["log"]
    assert "something else stands behind its end" in scanned.unread["log"]


def test_archives_in_archives(tree):
    jar = zipped({"META-INF/x.properties": leak(1)})
    wheel = zipped({"pkg/lib.jar": jar, "pkg/b.ini": leak(2)}, method=zipfile.ZIP_STORED)
    tree({"all.tgz": PACKINGS["gz"](tar({"dist/a.whl": wheel, "b.txt.xz": PACKINGS["xz"](leak(3))}))})
    scanned = Scanned(".")
    assert scanned.found == [
        "all.tgz!/dist/a.whl!/pkg/lib.jar!/META-INF/x.properties",
        "all.tgz!/dist/a.whl!/pkg/b.ini",
        "all.tgz!/b.txt.xz",
    ]
    assert scanned.unread == {}


def test_an_archive_from_standard_input(tree):
    tree({})
    for data in (tar(FILES), zipped(FILES), PACKINGS["zst"](tar(FILES))):
        assert Scanned("-", read_input=io.BytesIO(data).read).found == ["-!/inner/b.ini", "-!/large.txt"]


def test_a_name_in_an_archive_is_a_name_and_leads_nowhere(tree):
    names = ["/etc/x", "../../up", "a/../b", "C:\\x", "new\nline", "ümläut", "long/" * 60 + "x"]
    files = {name: leak(number) for number, name in enumerate(names)}
    root = tree({"a.tar": tar(files), "a.zip": zipped(files)})
    assert Scanned("a.tar", "a.zip").found == [f"{archive}!/{name}" for archive in ("a.tar", "a.zip") for name in names]
    assert sorted(path.name for path in root.iterdir()) == ["a.tar", "a.zip"]


def test_links_and_devices_in_a_tar_are_no_files(tree):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for kind in (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            member = tarfile.TarInfo(f"one{kind!r}")
            member.type = kind
            member.linkname = "/etc/passwd"
            archive.addfile(member)
        member = tarfile.TarInfo("b.ini")
        member.size = len(leak())
        archive.addfile(member, io.BytesIO(leak()))
    tree({"a.tar": held.getvalue()})
    scanned = Scanned("a.tar")
    assert scanned.found == ["a.tar!/b.ini"]
    assert scanned.tally.files == 1


def test_a_tar_from_before_there_was_a_mark(tree):
    data = bytearray(tar({"b.ini": leak()}, form=tarfile.USTAR_FORMAT))
    data[257:265] = bytes(8)
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    tree({"old": bytes(data)})
    assert Scanned("old").found == ["old!/b.ini"]


def test_what_has_a_checksum_at_its_place_and_no_mode_is_no_tar_but_a_file(tree):
    data = bytearray(512)
    data[:6], data[100:107], data[148:156] = b"a name", b"x000644", b" " * 8
    data[160 : 160 + len(leak())] = leak()
    data[148:156] = b"%06o\0 " % sum(data)
    tree({"old": bytes(data) + bytes(1024)})
    assert (Scanned("old").found, Scanned("old").unread) == (["old"], {})


def test_a_sparse_file_of_gnus(tree):
    data = bytearray(tar({"sparse": leak()}, form=tarfile.GNU_FORMAT))
    data[156:157] = b"S"
    data[482] = 1
    more = bytearray(512)
    more[504] = 1
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    tree({"a.tar": bytes(data[:512] + more + bytes(512) + data[512:])})
    scanned = Scanned("a.tar")
    assert scanned.found == ["a.tar!/sparse"]
    assert scanned.sights[0][1].line == 2


def test_a_zip_with_a_comment_that_looks_like_its_end(tree):
    tree({"a.zip": zipped({"b.ini": leak()}, comment=b"PK\5\6 is how it ends")})
    scanned = Scanned("a.zip")
    assert scanned.found == ["a.zip!/b.ini"]
    assert scanned.unread == {}


@pytest.mark.parametrize("padding", [0, 2 << 20])
def test_a_zip_behind_what_starts_it(tree, padding):
    data = b"#!/usr/bin/env python3\n" + leak(1) + b"\n" * padding + zipped({"b.ini": leak(2)})
    tree({"run.PYZ": data, "called.otherwise": data[1:], "empty.jar": b"", "text.zip": leak(3)})
    scanned = Scanned(".")
    assert scanned.found == ["called.otherwise", "run.PYZ", "run.PYZ!/b.ini", "text.zip"]
    assert scanned.unread == {}


def test_a_zip_of_64_bits(tree):
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("b.ini", "w", force_zip64=True) as member,
    ):
        member.write(leak())
    data = bytearray(held.getvalue())
    end = data.rfind(b"PK\5\6")
    *_, size, start, _ = struct.unpack("<4s4H2LH", data[end:])
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, start)
    place = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    tree({"a.zip": bytes(data[:end]) + record + place + last})
    scanned = Scanned("a.zip")
    assert scanned.found == ["a.zip!/b.ini"]
    assert scanned.unread == {}


def test_encrypted_members_are_said_once_and_the_others_read(tree):
    data = bytearray(zipped({"a.ini": leak(1), "b.ini": leak(2), "c.ini": leak(3)}))
    at = data.find(b"PK\1\2")
    for _ in range(2):
        data[at + 8] |= 1
        at = data.find(b"PK\1\2", at + 4)
    tree({"a.zip": bytes(data)})
    scanned = Scanned("a.zip")
    assert scanned.found == ["a.zip!/c.ini"]
    assert scanned.unread == {"a.zip!/a.ini": "encrypted, and 1 more in it the same"}


@pytest.mark.parametrize(
    ("method", "words"),
    [(9, "packed by Deflate64, which is not unpacked"), (250, "packed by method 250, which is not unpacked")],
)
def test_a_packing_that_is_not_known_is_said(tree, method, words):
    data = bytearray(zipped({"a.ini": leak()}))
    struct.pack_into("<H", data, data.find(b"PK\1\2") + 10, method)
    tree({"a.zip": bytes(data)})
    assert Scanned("a.zip").unread == {"a.zip!/a.ini": words}


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", "a 7-Zip archive, which is not unpacked"),
        (b"Rar!\x1a\x07\1\0", "a RAR archive, which is not unpacked"),
    ],
)
def test_a_format_that_is_not_unpacked_is_said_and_looked_at_as_it_stands(tree, head, words):
    tree({"a": head + leak()})
    scanned = Scanned("a")
    assert scanned.unread == {"a": words}
    assert scanned.found == ["a"]


@pytest.mark.parametrize("keep", [700, 0.5, 0.9])
@pytest.mark.parametrize("packing", [None, *PACKINGS])
def test_of_a_tar_that_is_cut_off_the_beginning_is_found(tree, packing, keep):
    data = tar({"first.ini": leak(), "noise": NOISE, "last.ini": leak(1)})
    if packing is not None:
        data = PACKINGS[packing](data)
    size = keep if isinstance(keep, int) else int(len(data) * keep)
    tree({"a.tar": data[:size]})
    scanned = Scanned("a.tar")
    assert "a.tar!/last.ini" not in scanned.found
    assert scanned.unread
    if keep != 700 and packing != "bz2":  # which unpacks nothing before a block is whole
        assert scanned.found == ["a.tar!/first.ini"]


def test_of_a_packed_file_that_is_cut_off_the_beginning_is_found(tree):
    tree({"log.gz": PACKINGS["gz"](leak() + NOISE)[:100_000]})
    scanned = Scanned("log.gz")
    assert scanned.found == ["log.gz"]
    assert scanned.unread == {"log.gz": "it ends too early; what stands before was read"}


@pytest.mark.parametrize("write", [zipped, streamed_zip])
def test_of_a_zip_that_is_cut_off_the_beginning_is_found(tree, write):
    data = write({"first.ini": leak(1), "second.ini": leak(2), "noise": NOISE, "last.ini": leak(3)})
    tree({"a.zip": data[:100_000]})
    scanned = Scanned("a.zip")
    assert scanned.found == ["a.zip!/first.ini", "a.zip!/second.ini"]
    assert "its table of contents is missing" in scanned.unread["a.zip"]


def test_a_member_that_is_damaged_is_said_and_the_next_one_read(tree):
    data = bytearray(zipped({"a.ini": leak(1) + NOISE, "b.ini": leak(2)}))
    data[1000:1010] = bytes(10)
    tree({"a.zip": bytes(data)})
    scanned = Scanned("a.zip")
    assert "a.zip!/b.ini" in scanned.found
    assert list(scanned.unread) == ["a.zip!/a.ini"]


def test_a_checksum_that_is_not_right_is_said(tree):
    data = bytearray(zipped({"a.ini": leak()}, method=zipfile.ZIP_STORED))
    struct.pack_into("<L", data, data.find(b"PK\1\2") + 16, 1)
    tree({"a.zip": bytes(data)})
    scanned = Scanned("a.zip")
    assert scanned.found == ["a.zip!/a.ini"]
    assert "checksum" in scanned.unread["a.zip!/a.ini"]


@pytest.mark.parametrize(
    "head", [b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"]
)
@pytest.mark.parametrize("padding", [b"", b"\n" * (1 << 21)])
def test_a_text_that_begins_like_an_archive_is_still_read(tree, head, padding):
    tree({"a.txt": head + b"\n" + leak() + padding})
    scanned = Scanned("a.txt")
    assert scanned.found == ["a.txt"]
    assert list(scanned.unread) == ["a.txt"]


def test_a_text_of_which_bzip2_could_be_thought_is_only_a_text(tree):
    tree({"a.txt": b"BZhello\n" + leak()})
    scanned = Scanned("a.txt")
    assert scanned.found == ["a.txt"]
    assert scanned.unread == {}


def test_a_bomb_is_met_by_its_ratio(tree):
    tree({"a.gz": PACKINGS["gz"](b"\0" * (4 << 20)), "b.ini": leak()})
    scanned = Scanned(".", bounds=Bounds(free=1 << 20, ratio=10))
    assert scanned.found == ["b.ini"]
    assert scanned.unread == {"a.gz": "it unpacks to more than 10 times its size: the rest of it was not unpacked"}
    assert scanned.tally.bytes < 2 << 20


def test_a_bomb_of_zips_in_zips_is_met_by_its_ratio(tree):
    data = b"\0" * (1 << 20)
    for depth in range(4):
        data = zipped({f"{depth}-{number}.zip": data for number in range(16)})
    tree({"a.zip": data})
    scanned = Scanned("a.zip", bounds=Bounds(free=8 << 20, ratio=100))
    assert list(scanned.unread) == ["a.zip"]
    assert "times its size" in scanned.unread["a.zip"]
    assert scanned.tally.bytes < 16 << 20


def test_a_bomb_of_members_that_are_one_and_the_same(tree):
    body = leak() + NOISE
    data = zipped({"a": body}, method=zipfile.ZIP_STORED)
    start = data.find(b"PK\1\2")
    entry, end = data[start : data.find(b"PK\5\6")], data[data.find(b"PK\5\6") :]
    *head, size, place, comment = struct.unpack("<4s4H2LH", end)
    many = struct.pack("<4s4H2LH", *head, size * 1000, place, comment)
    tree({"a.zip": data[:start] + entry * 1000 + many})
    scanned = Scanned("a.zip", bounds=Bounds(free=1 << 20, ratio=10))
    assert "times its size" in scanned.unread["a.zip"]
    assert len(scanned.found) < 20


def test_too_many_members_are_cut(tree):
    tree({"a.tar": tar({str(number): leak(number) for number in range(30)})})
    scanned = Scanned("a.tar", bounds=Bounds(members=20))
    assert len(scanned.found) == 20
    assert scanned.unread == {"a.tar": "it has more than 20 members: the rest of it was not unpacked"}


def test_too_many_archives_in_one_another_are_cut(tree):
    data = leak()
    for _ in range(5):
        data = zipped({"x": data})
    tree({"a.zip": data, "b.zip": zipped({"x": leak()})})
    scanned = Scanned(".", bounds=Bounds(depth=4))
    assert scanned.found == ["b.zip!/x"]
    assert scanned.unread == {"a.zip!/x!/x!/x!/x": "in 4 archives, one in another: not unpacked further"}


def test_more_than_memory_is_for_of_a_zip_in_an_archive_is_said(tree):
    large = zipped({"noise": NOISE})
    tree({"a.tar": tar({"large.zip": large, "small.zip": zipped({"x": leak()})})})
    scanned = Scanned("a.tar", bounds=Bounds(held=100_000))
    assert scanned.found == ["a.tar!/small.zip!/x"]
    assert list(scanned.unread) == ["a.tar!/large.zip"]


def test_a_header_that_says_more_than_anybody_has(tree):
    data = bytearray(tar({"a": leak()}, form=tarfile.GNU_FORMAT))
    data[124:136] = b"\x80" + (1 << 80).to_bytes(11, "big")
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    tree({"a.tar": bytes(data)})
    scanned = Scanned("a.tar")
    assert scanned.found == ["a.tar!/a"]
    assert "ends too early" in scanned.unread["a.tar!/a"]


@pytest.mark.parametrize("image", [saved_image, old_saved_image])
def test_an_images_layers_are_named_by_their_number(tree, image):
    bottom = tar({"app/.env": leak(1), "etc/os-release": b"x"})
    top = tar({"app/.wh..env": b"", "app/main.py": leak(2)})
    files = image(bottom, top, env=[f"AWS_ACCESS_KEY_ID={key_id(3)}"])
    tree({"image.tar": tar(files)})
    scanned = Scanned("image.tar")
    assert scanned.unread == {}
    found = {sight.key_id: path for path, sight in scanned.sights}
    digests = [sha256(layer) if image is saved_image else sha256(layer)[::-1] for layer in (bottom, top)]
    assert found[key_id(1)] == f"image.tar!/layer 1 of 2 ({digests[0][:12]})!/app/.env"
    assert found[key_id(2)] == f"image.tar!/layer 2 of 2 ({digests[1][:12]})!/app/main.py"
    assert found[key_id(3)].removesuffix(".json").count("!/") == 1


def test_an_image_of_the_oci_layout_alone_with_packed_layers(tree):
    layers = [PACKINGS["gz"](tar({"a": leak(1)})), PACKINGS["zst"](tar({"b": leak(2)}))]
    files = saved_image(*layers)
    del files["manifest.json"]
    tree({"image.tar": tar(files)})
    assert sorted(Scanned("image.tar").found) == [
        f"image.tar!/layer 1 of 2 ({sha256(layers[0])[:12]})!/a",
        f"image.tar!/layer 2 of 2 ({sha256(layers[1])[:12]})!/b",
    ]


def test_an_image_that_cannot_be_read_twice_has_its_own_names(tree):
    layer = tar({"app/.env": leak(1)})
    tree({"image.tar.gz": PACKINGS["gz"](tar(saved_image(layer)))})
    assert Scanned("image.tar.gz").found == [f"image.tar.gz!/blobs/sha256/{sha256(layer)}!/app/.env"]


@pytest.mark.parametrize(
    "manifest", [b"", b"[", b"{}", b"[1]", b'[{"Layers": 5}]', b'{"manifests": [{"digest": "../x"}]}']
)
def test_a_manifest_that_is_none_names_no_layer(tree, manifest):
    layer = tar({"app/.env": leak(1)})
    files = saved_image(layer) | {"manifest.json": manifest, "index.json": manifest}
    tree({"image.tar": tar(files)})
    assert Scanned("image.tar").found == [f"image.tar!/blobs/sha256/{sha256(layer)}!/app/.env"]


def test_of_an_archive_that_is_damaged_all_over_not_every_part_is_named(tree):
    data = bytearray(zipped({f"{number:03}.ini": leak(number) for number in range(200)}, method=zipfile.ZIP_STORED))
    at = data.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<L", data, at + 16, 1)
        at = data.find(b"PK\1\2", at + 4)
    tree({"a.zip": bytes(data)})
    scanned = Scanned("a.zip")
    assert len(scanned.found) == 200
    assert len(scanned.unread) == 51
    assert scanned.unread["a.zip"] == "150 more parts of it were not read, or not whole"
