"""Reads and writes GGUF files (versions 2 and 3, little-endian): metadata as typed entries, tensors as numpy arrays.

An entry that is read and written again has the same bytes, so a model keeps its tokenizer whatever happens to its weights.
Source: the GGUF specification of ggml (docs/gguf.md); block layouts of Q4_1 and Q8_0 in ggml-common.h.
"""

from __future__ import annotations

import hashlib
import os
import struct
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple

import numpy as np

from failure import Failure

UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY, UINT64, INT64, FLOAT64 = range(13)
SCALARS = {
    UINT8: "<B", INT8: "<b", UINT16: "<H", INT16: "<h", UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?",
    UINT64: "<Q", INT64: "<q", FLOAT64: "<d",
}
F32, F16, I8 = 0, 1, 24


class Entry(NamedTuple):
    """One value of the metadata with its type number; of an array, the type of its elements beside the list."""

    kind: int
    value: Any
    element: Optional[int] = None


class TensorInfo(NamedTuple):
    """A tensor in a file. `shape` is numpy's order: rows first, the contiguous dimension last."""

    name: str
    shape: Tuple[int, ...]
    kind: int
    at: int
    bytes: int


def _halves(raw: np.ndarray) -> np.ndarray:
    return raw.copy().view("<f2").astype(np.float32)


def _nibbles(raw: np.ndarray) -> np.ndarray:
    return np.concatenate([raw & 15, raw >> 4], axis=1).astype(np.float32)


def _q4_1(b: np.ndarray) -> np.ndarray:
    return _halves(b[:, 0:2]) * _nibbles(b[:, 4:]) + _halves(b[:, 2:4])


def _q8_0(b: np.ndarray) -> np.ndarray:
    return _halves(b[:, 0:2]) * b[:, 2:].view(np.int8).astype(np.float32)


# Name, elements a block, bytes a block, and how a block becomes numbers.
Layout = Tuple[str, int, int, Optional[Callable[[np.ndarray], np.ndarray]]]
KINDS: Dict[int, Layout] = {
    F32: ("F32", 1, 4, None),
    F16: ("F16", 1, 2, None),
    3: ("Q4_1", 32, 20, _q4_1),
    8: ("Q8_0", 32, 34, _q8_0),
    I8: ("I8", 1, 1, None),
}
UNREAD = {
    2: "Q4_0", 6: "Q5_0", 7: "Q5_1", 10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 20: "IQ4_NL", 23: "IQ4_XS",
    30: "BF16", 39: "MXFP4",
}


def kind_name(kind: int) -> str:
    return KINDS[kind][0] if kind in KINDS else UNREAD.get(kind, "type %d" % kind)


class GgufFile:
    """An open GGUF file. Tensors are read when they are asked for."""

    def __init__(self, path: str):
        self.path = path
        try:
            self.data = np.memmap(path, dtype=np.uint8, mode="r")
        except (OSError, ValueError) as problem:
            raise Failure("model-file", "Model file", path, "a readable file is required (%s)" % problem,
                          "Check the path and its permissions.") from None
        self._at = 0
        try:
            self._read_header()
        except (struct.error, UnicodeDecodeError, KeyError, MemoryError) as problem:
            raise self._damaged("its header is cut or damaged (%s)" % problem) from None

    def _damaged(self, problem: str) -> Failure:
        return Failure("model-file", "Model file", self.path, "a complete GGUF file is required, but %s" % problem,
                       "Copy or download the file again.")

    def _take(self, form: str) -> Any:
        size = struct.calcsize(form)
        value = struct.unpack(form, self.data[self._at:self._at + size].tobytes())[0]
        self._at += size
        return value

    def _text(self) -> str:
        length = self._take("<Q")
        if length > len(self.data) - self._at:
            raise struct.error("a string of %d bytes" % length)
        raw = self.data[self._at:self._at + length].tobytes()
        self._at += length
        # Vocabularies may hold bytes that are no UTF-8: they come through unchanged.
        return raw.decode("utf-8", "surrogateescape")

    def _value(self, kind: int) -> Any:
        return self._text() if kind == STRING else self._take(SCALARS[kind])

    def _entry(self) -> Entry:
        kind = self._take("<I")
        if kind != ARRAY:
            return Entry(kind, self._value(kind))
        element, count = self._take("<I"), self._take("<Q")
        if element == STRING:
            return Entry(kind, [self._text() for _ in range(count)], element)
        form = np.dtype(SCALARS[element])
        raw = self.data[self._at:self._at + count * form.itemsize].tobytes()
        if len(raw) < count * form.itemsize:
            raise struct.error("an array of %d elements" % count)
        self._at += len(raw)
        return Entry(kind, np.frombuffer(raw, form).tolist(), element)

    def _read_header(self) -> None:
        if self.data[0:4].tobytes() != b"GGUF":
            raise self._damaged("it does not begin with the letters GGUF")
        self._at = 4
        self.version = self._take("<I")
        if self.version not in (2, 3):
            raise self._damaged("it has GGUF version %d" % self.version)
        tensors, entries = self._take("<Q"), self._take("<Q")
        self.metadata: Dict[str, Entry] = {}
        for _ in range(entries):
            key = self._text()
            self.metadata[key] = self._entry()
        rows = []
        for _ in range(tensors):
            name, dimensions = self._text(), self._take("<I")
            shape = tuple(reversed([self._take("<Q") for _ in range(dimensions)]))
            rows.append((name, shape, self._take("<I"), self._take("<Q")))
        unit = self.number("general.alignment", 32)
        base = -(-self._at // unit) * unit
        self.tensors: Dict[str, TensorInfo] = {}
        for name, shape, kind, offset in rows:
            count = int(np.prod(shape, dtype=np.int64))
            size = -(-count // KINDS[kind][1]) * KINDS[kind][2] if kind in KINDS else 1
            if base + offset + size > len(self.data):
                raise self._damaged("tensor %s reaches beyond its %d bytes" % (name, len(self.data)))
            self.tensors[name] = TensorInfo(name, shape, kind, base + offset, size)

    def number(self, key: str, default: Optional[float] = None) -> Any:
        entry = self.metadata.get(key)
        if entry is None:
            if default is None:
                raise Failure("model-file", "Model file", self.path, "its metadata must have %s" % key,
                              "Take another conversion of the model.")
            return default
        return entry.value

    def raw(self, name: str) -> np.ndarray:
        info = self.tensors[name]
        return self.data[info.at:info.at + info.bytes]

    def read(self, name: str) -> np.ndarray:
        """The tensor as numbers: F32 whatever the file holds, I8 as it is."""
        info = self.tensors[name]
        if info.kind not in KINDS:
            raise Failure("wrong-type", "Tensor %s of %s" % (name, os.path.basename(self.path)), kind_name(info.kind),
                          "requires one of " + ", ".join(layout[0] for layout in KINDS.values()),
                          "Take a conversion of the model in F16, Q8_0 or Q4_1.")
        _, _, block, decode = KINDS[info.kind]
        raw = np.array(self.raw(name))
        if info.kind == F32:
            return raw.view("<f4").reshape(info.shape)
        if info.kind == F16:
            return raw.view("<f2").astype(np.float32).reshape(info.shape)
        if info.kind == I8:
            return raw.view(np.int8).reshape(info.shape)
        assert decode is not None
        return decode(raw.reshape(-1, block)).astype(np.float32).reshape(info.shape)


def _packed_text(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return struct.pack("<Q", len(raw)) + raw


def _packed(kind: int, value: Any) -> bytes:
    return _packed_text(value) if kind == STRING else struct.pack(SCALARS[kind], value)


def _packed_entry(key: str, entry: Entry) -> bytes:
    head = _packed_text(key) + struct.pack("<I", entry.kind)
    if entry.kind != ARRAY:
        return head + _packed(entry.kind, entry.value)
    assert entry.element is not None
    head += struct.pack("<IQ", entry.element, len(entry.value))
    if entry.element == STRING:
        return head + b"".join(_packed_text(text) for text in entry.value)
    return head + np.asarray(entry.value, np.dtype(SCALARS[entry.element])).tobytes()


def _numbers(name: str, kind: int, values: np.ndarray) -> bytes:
    form = {F32: "<f4", F16: "<f2", I8: np.int8}[kind]
    with np.errstate(over="ignore"):
        stored = np.ascontiguousarray(values).astype(form)
    if not np.isfinite(stored).all():
        raise Failure("not-finite", "Tensor %s" % name, "a weight is infinite or no number as %s" % kind_name(kind),
                      "finite weights are required", "Lower the learning rate, or go back to an earlier checkpoint.")
    return stored.tobytes()


def write_atomically(path: str, parts: Iterable[bytes], seal: bool = False) -> str:
    """Writes a file beside its place, makes sure that the disk has it, and only then moves it there. Returns its sha256.

    `{sha256}` in the file's name becomes that. With `seal`, the file ends with the 32 bytes of the sha256 of what precedes them.
    """
    fresh = "%s.%d.part" % (path.replace("{sha256}", "new"), os.getpid())
    digest = hashlib.sha256()
    try:
        with open(fresh, "wb") as out:
            for part in parts:
                out.write(part)
                digest.update(part)
            if seal:
                tail = digest.digest()
                out.write(tail)
                digest.update(tail)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, path.replace("{sha256}", digest.hexdigest()))
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as problem:
        try:
            os.unlink(fresh)
        except OSError:
            pass
        raise Failure("write", "File", path.replace("{sha256}", "new"), "must be written whole (%s)" % problem,
                      "Make room on the disk, or choose another folder. What was written before is intact.") from None
    return digest.hexdigest()


def write_gguf(path: str, metadata: Dict[str, Entry], tensors: List[Tuple[str, int, np.ndarray]], version: int = 3,
               seal: bool = False) -> str:
    """Writes a GGUF file atomically. Tensors are name, kind (F32, F16 or I8) and numbers. Returns the file's sha256."""
    unit = metadata["general.alignment"].value if "general.alignment" in metadata else 32
    head = [b"GGUF", struct.pack("<IQQ", version, len(tensors), len(metadata))]
    head += [_packed_entry(key, entry) for key, entry in metadata.items()]
    body: List[bytes] = []
    offset = 0
    for name, kind, values in tensors:
        data = _numbers(name, kind, values)
        shape = values.shape
        head.append(_packed_text(name) + struct.pack("<I", len(shape)))
        head.append(b"".join(struct.pack("<Q", size) for size in reversed(shape)))
        head.append(struct.pack("<IQ", kind, offset))
        gap = -len(data) % unit
        body += [data, b"\0" * gap]
        offset += len(data) + gap
    size = sum(len(part) for part in head)
    return write_atomically(path, head + [b"\0" * (-size % unit)] + body, seal)
