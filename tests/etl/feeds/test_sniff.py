"""An encoding is believed only where every byte of the file can be read in it."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics.errors import FeedError
from etl.feeds import sniff
from etl.feeds.sniff import find_encoding

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "f.csv"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=40)
    | texts.map(str.encode)
    | st.tuples(texts, st.binary(max_size=4)).map(lambda both: both[0].encode() + both[1])
)
@example("é".encode()[:1])
@example("x€".encode()[:-1])
@example(b"\xed\xa0\x80")
@example(b"\xc0\xaf")
@example(b"\xf4\x90\x80\x80")
@example(codecs.BOM_UTF8 + b"\xe9")
@example(b"\x81")
def test_encoding_that_is_given_reads_all_of_the_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    if content[:2] not in UTF16 and (b"\0" in content or content[:2] == b"\x1f\x8b"):
        with pytest.raises(FeedError, match=r"NUL bytes|compressed"):
            find_encoding(path)
        return
    encoding, mark, notes = find_encoding(path)
    if content[:2] in UTF16:
        assert (encoding, mark) == ("utf-16", 0)
        return
    content[mark:].decode(encoding)
    assert mark == (3 if content.startswith(codecs.BOM_UTF8) else 0)
    try:
        content.decode()
    except UnicodeDecodeError:
        assert encoding != "utf-8"
        assert notes[0] == f"read as {encoding}"
    else:
        assert (encoding, notes) == ("utf-8", ())


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_file_of_nothing_but_a_mark_is_utf8(path: Path, mark: bytes) -> None:
    path.write_bytes(mark)
    assert find_encoding(path) == ("utf-8", len(mark), ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_asked_for(path: Path, encoding: str) -> None:
    path.write_text("Case,Charge\n1,2\n", encoding=encoding)
    with pytest.raises(FeedError, match=r"If it is UTF-16, set source\.encoding"):
        find_encoding(path)


def test_last_byte_of_a_long_file_decides(path: Path) -> None:
    path.write_bytes(b"a" * (5 << 20) + b"\xe9")
    assert find_encoding(path)[0] == "cp1252"
    path.write_bytes(b"a" * (5 << 20) + "é".encode())
    assert find_encoding(path)[0] == "utf-8"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.text("aé漢🌵\x85", max_size=12).map(str.encode), st.binary(max_size=12))
)
@example(content="a🌵é".encode())
@example(content=b"\xf0\x9f\x8c")
@example(content=b"abc\xf0\x9f\x8c\xb5\xb5")
@example(content=b"\xe9aaaaaa\x00")
def test_file_read_in_pieces_is_judged_as_a_whole(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    whole = _found(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sniff, "_PIECE", 4)
        assert _found(path) == whole


def _found(path: Path) -> object:
    try:
        return find_encoding(path)
    except FeedError as error:
        return str(error)
