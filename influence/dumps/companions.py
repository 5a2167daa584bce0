"""Files that accompany data: documentation, pictures, and the pages of an export's own viewer.

Belongs here: telling them by their names, and scripts by their beginning.
Does not belong here: telling what data are (`recognition`).
"""

import re
from fnmatch import fnmatch

# Written for people or for tools beside the data; never data themselves.
_DOCUMENTATION = ("readme*", "license*", "licence*", "*.md", ".*", "*.done", "datapackage.json")
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "ico", "heic", "pdf")
_FILMS = ("mp4", "m4v", "mov", "webm", "avi", "mp3", "m4a", "ogg", "wav")
_PAGES = ("html", "htm", "css", "less", "scss", "map", "ttf", "otf", "woff", "woff2", "eot")
_VIEWER = frozenset(_PICTURES + _FILMS + _PAGES)
# Names under which browsers and copying tools keep what is not whole yet.
_UNFINISHED = ("part", "partial", "tmp", "temp", "crdownload", "download", "filepart", "opdownload")
# `window.YTD.tweets.part0 = [`: data. Any other script is a program.
_DATA_SCRIPT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:var\s+)?[A-Za-z_$][\w.$]*\s*=\s*[\[{]")
HEAD = 4096


def is_companion(path: str) -> bool:
    """Whether a file is, by its name, documentation, a picture, a film, or a viewer's page."""
    name = path.rpartition("/")[2].lower()
    documented = any(fnmatch(name, pattern) for pattern in _DOCUMENTATION)
    return documented or _extension(name) in _VIEWER


def is_script(name: str) -> bool:
    """Whether a file's name is that of a script, which may hold data or be a program."""
    return _extension(name) == "js"


def is_program(name: str, head: bytes) -> bool:
    """Whether a script is a program of a viewer, by its first bytes, and not data."""
    return is_script(name) and _DATA_SCRIPT.match(head) is None


def is_unfinished(name: str) -> bool:
    """Whether a file's name says that it is still being written."""
    return _extension(name) in _UNFINISHED


def _extension(name: str) -> str:
    return name.lower().rpartition(".")[2]
