"""Who may speak to the server, and how: the checks every request passes before anything reads its body.

A page on another site can make a browser send requests here. So each must name exactly this server (Host), a call must
come from this server's own page (Origin) and know the token that only this page holds, and must be JSON. What fails is
answered in a few words and never processed.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 5 * 1024 * 1024
CALL = "/call"
TOKEN_HEADER = "x-mkip-token"

_FRAMED_BY = "https://*.officeapps.live.com https://*.office.com https://*.microsoft.com https://*.sharepoint.com"
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com; style-src 'self'; img-src 'self'; "
        b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' " + _FRAMED_BY.encode(),
    ),
]


class Guarded:
    """An application behind the checks: requests that fail them never reach it."""

    def __init__(self, app: App, origins: frozenset[str], token: str) -> None:
        self.app = app
        self.origins = frozenset(origin.encode("ascii") for origin in origins)
        self.hosts = frozenset(origin.split("://", 1)[1].encode("ascii") for origin in origins)
        self.token = token.encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refused = self._refused(scope)
        if refused is not None:
            await _answer(send, *refused)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the words of a refusal; None for a request that may pass."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, []).append(value)
        host = headers.get(b"host", [])
        if len(host) != 1 or host[0].lower() not in self.hosts:
            return 421, "This server does not go by that name."
        if scope["path"] != CALL:
            return None if scope["method"] in ("GET", "HEAD") else (405, "Only reading is offered here.")
        if scope["method"] != "POST":
            return 405, "Calls are sent by POST."
        origin = headers.get(b"origin", [])
        if len(origin) != 1 or origin[0] not in self.origins:
            return 403, "Calls come from the add-in's own page."
        if headers.get(b"sec-fetch-site", [b"same-origin"]) != [b"same-origin"]:
            return 403, "Calls come from the add-in's own page."
        token = headers.get(TOKEN_HEADER.encode(), [])
        if len(token) != 1 or not hmac.compare_digest(token[0], self.token):
            return 403, "The token is not this server's. Reload the add-in."
        kind = headers.get(b"content-type", [])
        if len(kind) != 1 or kind[0].split(b";")[0].strip().lower() != b"application/json":
            return 415, "Calls are sent as application/json."
        if headers.get(b"content-encoding"):
            return 415, "Calls are sent without compression."
        length = headers.get(b"content-length")
        if length and b"transfer-encoding" in headers:
            return 400, "A call says its length once."
        if length and (not length[0].isdigit() or int(length[0][:20]) > LARGEST_BODY):
            return 413, f"A call may have {LARGEST_BODY // 1024 // 1024} MB. Give smaller ranges."
        return None


class BodyTooLarge(Exception):
    """More came than a call may have."""


async def body_of(receive: Receive) -> bytes:
    """The whole body of a request, up to the limit whatever its headers say."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise BodyTooLarge
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _answer(send: Send, status: int, words: str) -> None:
    body = words.encode("utf-8")
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *_HEADERS,
    ]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD, POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
