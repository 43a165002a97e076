"""The server behind the Office add-in: its pages, its manifest, and the calls from cells."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING

from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.office import calls, icons, metadata, security
from mkip_xl.excel.office.manifest import manifest

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp

LARGE = 64 * 1024
"""Bodies above this are worked out in a thread, so that small calls need not wait for them."""

_PAGES = {
    "taskpane.html": "text/html; charset=utf-8",
    "taskpane.js": "text/javascript; charset=utf-8",
    "taskpane.css": "text/css; charset=utf-8",
    "functions.js": "text/javascript; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the server is reached, and the token its page carries."""

    address: str
    also: tuple[str, ...] = ()
    token: str = field(default_factory=partial(secrets.token_urlsafe, 32), repr=False)

    @property
    def origins(self) -> frozenset[str]:
        """Every origin the add-in's page may come from: exactly these schemes, names and ports."""
        return frozenset((self.address, *self.also))


def application(settings: Settings) -> ASGIApp:
    """The whole application behind its checks, for uvicorn or any ASGI server. Calls take the shortest way through."""
    pages = _pages(settings)

    async def pages_or_calls(scope: security.Scope, receive: security.Receive, send: security.Send) -> None:
        if scope["type"] == "http" and scope["path"] == security.CALL:
            await _answer_calls(receive, send)
        else:
            await pages(scope, receive, send)

    return security.Guarded(pages_or_calls, settings.origins, settings.token)


def _pages(settings: Settings) -> Starlette:
    import orjson
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    def fixed(path: str, body: bytes, kind: str) -> Route:
        async def answer(_: object) -> Response:
            return Response(body, media_type=kind)

        return Route(path, answer, methods=["GET"])

    routes = [fixed(f"/{name}", _page(name, settings), kind) for name, kind in _PAGES.items()]
    routes += [fixed(f"/icon-{size}.png", icons.icon(size), "image/png") for size in icons.SIZES]
    routes += [
        fixed("/", _page("taskpane.html", settings), _PAGES["taskpane.html"]),
        fixed("/manifest.xml", manifest(settings.address).encode(), "application/xml"),
        fixed("/functions.json", orjson.dumps(metadata.functions_json(CATALOGUE)), "application/json"),
        fixed("/catalogue.json", orjson.dumps(metadata.catalogue_json(CATALOGUE)), "application/json"),
    ]
    return Starlette(routes=routes)


async def _answer_calls(receive: security.Receive, send: security.Send) -> None:
    """Answer one request of calls, without the layers of a request object."""
    status, body, kind = 200, b"", b"application/json"
    try:
        asked = await security.body_of(receive)
        if len(asked) > LARGE:
            from starlette.concurrency import run_in_threadpool

            body = await run_in_threadpool(calls.answered, asked)
        else:
            body = calls.answered(asked)
    except security.BodyTooLarge:
        status, body, kind = 413, b"A call may have 5 MB. Give smaller ranges.", b"text/plain; charset=utf-8"
    except calls.NotACall as refused:
        status, body, kind = 400, str(refused).encode(), b"text/plain; charset=utf-8"
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _page(name: str, settings: Settings) -> bytes:
    text = (resources.files("mkip_xl.excel.office") / "page" / name).read_text("utf-8")
    text = text.replace("{{token}}", settings.token).replace("{{names}}", json.dumps(list(CATALOGUE)))
    return text.encode("utf-8")


def names(host: str, port: int, scheme: str) -> Iterable[str]:
    """The origins of a server on this machine: by the name given, and by every name of the loopback interface.

    >>> list(names("127.0.0.1", 8443, "https"))
    ['https://localhost:8443', 'https://127.0.0.1:8443']
    """
    standard = {"https": 443, "http": 80}[scheme]
    tail = "" if port == standard else f":{port}"
    loopback = ("localhost", "127.0.0.1") if host in ("localhost", "127.0.0.1") else (host,)
    return [f"{scheme}://{'[' + name + ']' if ':' in name else name}{tail}" for name in loopback]
