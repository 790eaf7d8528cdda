"""Text from files, with one error for whatever is no text."""

import codecs
from pathlib import Path

from medgroup.errors import nearest
from medgroup.formats.rows import Refused

#: How much of a file is looked at before the rest is read, so that nonsense is refused at once however long it is.
HEAD = 1 << 16

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(path: Path) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Raises:
        Refused: The file cannot be read, is empty, is not UTF-8, or holds NUL bytes.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            _decoded(head, final=len(head) < HEAD)
            text = _decoded(head + file.read(), final=True)
    except OSError as error:
        raise Refused("", cannot("read", error)) from None
    if not text or text.isspace():
        raise Refused("", "is empty")
    return text


def head_of(path: Path) -> bytes:
    """Return the beginning of a file, without a byte order mark; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD).removeprefix(codecs.BOM_UTF8)
    except OSError:
        return b""


def cannot(do: str, error: OSError) -> str:
    """Return what an operating system says, as a problem: ``cannot be read: Permission denied``."""
    return f"cannot be {do}: {error.strerror or type(error).__name__}"


def missing(path: Path) -> str:
    """Return that there is no such file, with the nearest name in the same folder."""
    try:
        near = nearest(path.name, (entry.name for entry in path.parent.iterdir()))
    except OSError:
        near = None
    return f"no such file or folder; did you mean {near!r}?" if near else "no such file or folder"


def _decoded(data: bytes, *, final: bool) -> str:
    if data.startswith(_UTF16):
        raise Refused("", "is UTF-16; save the file as UTF-8")
    if b"\0" in data:
        raise Refused(f"byte {data.index(0)}", "is NUL, so the file is no text; save it as UTF-8")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data, final)
    except UnicodeDecodeError as error:
        raise Refused(
            f"byte {error.start}", f"0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from None
