"""The two keys of an installation, in `keys/` beside the database and never in a backup."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

SECRET_KEY_FILE = "secret_key"  # noqa: S105  # a file's name
FIELD_KEYS_FILE = "field_keys"


def make(data: Path) -> None:
    """Make `keys/secret_key` and `keys/field_keys` (0600) where they do not exist yet."""
    folder = data / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _write_once(folder / SECRET_KEY_FILE, secrets.token_urlsafe(48))
    _write_once(folder / FIELD_KEYS_FILE, Fernet.generate_key().decode())


def secret_key(data: Path) -> str:
    """Return the signing key of the folder, or an empty text where there is none."""
    return _read(data / "keys" / SECRET_KEY_FILE)


def field_keys(data: Path) -> tuple[str, ...]:
    """Return the field keys of the folder, newest first; empty where there are none."""
    return tuple(_read(data / "keys" / FIELD_KEYS_FILE).split())


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _write_once(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
