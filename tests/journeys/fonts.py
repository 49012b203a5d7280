"""Fonts that the journeys bring themselves: pages are measured alike whatever is installed, once narrow and once wide.

Each font draws every character as one box of one width. Chromium finds no other font, by a fontconfig of its own.
"""

import struct
from pathlib import Path

EM = 1000
# Advance, ascent and descent for each name, in thousandths of an em. Narrower and wider than fonts for text are.
FONTS = {"narrow": (330, 800, 200), "wide": (600, 1000, 350)}
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


def environment(folder: Path, name: str) -> dict[str, str]:
    """Write the font and its configuration into `folder`; the variables with which a browser has this font alone."""
    (folder / f"{name}.ttf").write_bytes(font(name))
    configuration = folder / "fonts.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    return {"FONTCONFIG_FILE": str(configuration)}


def font(name: str) -> bytes:
    """A TrueType font with the widths of `FONTS`."""
    advance, ascent, descent = FONTS[name]
    outline = box(advance, ascent // 2)
    tables = {
        b"OS/2": os2(advance, ascent, descent),
        b"cmap": character_map(),
        b"glyf": outline,
        b"head": head(advance, ascent),
        b"hhea": struct.pack(">IhhhHhhhhhh4hhH", 0x10000, ascent, -descent, 0, advance, 0, 0, advance, 1, 0, 0,
                             0, 0, 0, 0, 0, 3),
        b"hmtx": struct.pack(">HhHhHh", advance, 0, advance, 0, advance, 0),
        b"loca": struct.pack(">4I", 0, len(outline), 2 * len(outline), 2 * len(outline)),
        b"maxp": struct.pack(">I14H", 0x10000, 3, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": names(f"Journeys {name}"),
        b"post": struct.pack(">IIhhI4I", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }  # fmt: skip
    tables[b"glyf"] = outline * 2  # what is missing and what is there look alike; a space is empty
    return together(tables)


def box(advance: int, height: int) -> bytes:
    """A rectangle on the line, with room beside it."""
    left, right = 30, advance - 30
    across, up = (left, right - left, 0, left - right), (0, 0, height, 0)
    outline = struct.pack(">hhhhhHH4B", 1, left, 0, right, height, 3, 0, 1, 1, 1, 1)
    return padded(outline + struct.pack(">4h4h", *across, *up))


def character_map() -> bytes:
    """Every character is glyph 1, but for the space."""
    groups = [(0x0020, 0x0020, 2), (0x0021, 0xD7FF, 1), (0xE000, 0x1FFFF, 1)]
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 13, 0, 16 + len(body), 0, len(groups)) + body


def head(advance: int, ascent: int) -> bytes:
    return struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, 0, 0, advance, ascent,
                       0, 8, 2, 1, 0)  # fmt: skip


def os2(advance: int, ascent: int, descent: int) -> bytes:
    measures = struct.pack(">HhHHH", 4, advance, 400, 5, 0) + struct.pack(">10hh", *([0] * 11))
    ranges = struct.pack(">10B4I4s", *([0] * 10), *([0xFFFFFFFF] * 4), b"NONE")
    lines = struct.pack(">HHHhhhHH", 0x40, 0x20, 0xFFFF, ascent, -descent, 0, ascent, descent)
    return measures + ranges + lines + struct.pack(">IIhhHHH", 1, 0, 500, 700, 0, 0x20, 1)


def names(family: str) -> bytes:
    texts = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}
    records, store = b"", b""
    for key, text in texts.items():
        written = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, key, len(written), len(store))
        store += written
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + store


def together(tables: dict[bytes, bytes]) -> bytes:
    """The file: a directory of the tables, then the tables."""
    at, directory, body = 12 + 16 * len(tables), b"", b""
    for tag, table in tables.items():
        directory += tag + struct.pack(">III", checksum(table), at + len(body), len(table))
        body += padded(table)
    return struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128) + directory + body


def padded(table: bytes) -> bytes:
    return table + b"\0" * (-len(table) % 4)


def checksum(table: bytes) -> int:
    return sum(struct.unpack(f">{len(padded(table)) // 4}I", padded(table))) & 0xFFFFFFFF
