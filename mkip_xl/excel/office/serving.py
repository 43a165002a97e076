"""Starting the server: addresses, certificate, token, and uvicorn."""

from __future__ import annotations

import importlib.util
import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from mkip_xl.errors import MethodError, NotAvailableError
from mkip_xl.excel.office.certificate import NAMES, own_certificate
from mkip_xl.excel.office.server import Settings, application, names

NEEDED = ("starlette", "uvicorn", "orjson", "cryptography")
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


def settings(host: str, port: int, address: str | None, scheme: str, token_file: Path | None = None) -> Settings:
    """The settings of a server that listens on a host and port and is reached at an address.

    >>> settings("127.0.0.1", 8443, None, "https").address
    'https://localhost:8443'
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise NotAvailableError(f'The server needs {", ".join(missing)}. Run: pip install "mkip_xl[server]".')
    if address is None:
        if host not in LOOPBACK:
            raise MethodError(
                f"The server would listen on {host}, beyond this computer. Say with --address where users reach it, "
                "such as https://finance.example.gov.uk."
            )
        first, *others = names(host, port, scheme)
    else:
        first, others = _origin(address), []
    token = _kept_token(token_file) if token_file is not None else secrets.token_urlsafe(32)
    return Settings(first, tuple(others), token)


def serve(chosen: Settings, host: str, port: int, certificate: Path | None, key: Path | None) -> None:
    """Serve until stopped."""
    import uvicorn

    uvicorn.run(
        application(chosen),
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=500,
        timeout_keep_alive=30,
    )


def own_certificate_for(chosen: Settings) -> tuple[Path, Path]:
    """The certificate and key of this machine, made when needed, for the name users reach it by."""
    name = urlsplit(chosen.address).hostname or "localhost"
    return own_certificate(_folder(), NAMES if name in NAMES else (*NAMES, name))


def _origin(address: str) -> str:
    parts = urlsplit(address.rstrip("/"))
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path or parts.query or parts.username:
        raise MethodError(
            f"{address} is not an address. Give one such as https://finance.example.gov.uk or https://host:8443."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _kept_token(file: Path) -> str:
    if file.exists():
        token = file.read_text("ascii").strip()
        if not re.fullmatch(r"[A-Za-z0-9_-]{20,200}", token):
            raise MethodError(f"{file} does not hold a token. Delete it, and a new one is written.")
        return token
    token = secrets.token_urlsafe(32)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(token + "\n")
    return token


def _folder() -> Path:
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "mkip_xl"
