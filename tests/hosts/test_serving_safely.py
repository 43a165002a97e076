"""Requests against the running server: only its own page is answered, and nothing it is sent brings out a traceback."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

import pytest

CALL = {"calls": [["MKIP_SHARE", [100, [[1, 1, 1]], 1]]]}


def ask(
    server: Any, body: bytes | str = json.dumps(CALL), path: str = "/call", method: str = "POST", **headers: str | None
) -> tuple[int, bytes]:
    """One request as the add-in's own page sends it, with some headers changed; None leaves a header out."""
    address = urlsplit(server.address)
    own = {
        "Host": address.netloc,
        "Origin": server.address,
        "X-Mkip-Token": server.token,
        "Content-Type": "application/json",
    }
    given = {**own, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = body.encode() if isinstance(body, str) else body
        for name, value in given.items():
            if value is not None:
                connection.putheader(name, value)
        if "Content-Length" not in given and method == "POST":
            connection.putheader("Content-Length", str(len(sent)))
        connection.endheaders()
        if method == "POST":
            connection.send(sent)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_page_s_own_call_is_answered(server: Any) -> None:
    assert ask(server) == (200, b'{"answers":[33.34]}')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost"}, 421),
        ({"Host": "localhost:1"}, 421),
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost.evil.example:{port}"}, 421),
        ({"Host": "[::1]:{port}"}, 421),
        ({"Origin": None}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost"}, 403),
        ({"Origin": "https://localhost:{port}"}, 403),
        ({"Origin": "http://localhost:{port}.evil.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"X_Mkip_Token": None}, 403),
        ({"X_Mkip_Token": ""}, 403),
        ({"X_Mkip_Token": "{token}x"}, 403),
        ({"Content_Type": None}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content_Type": "application/jsonp"}, 415),
        ({"Content_Encoding": "gzip"}, 415),
    ],
)
def test_a_request_that_is_not_the_page_s_own_is_refused_unread(
    server: Any, headers: dict[str, str | None], status: int
) -> None:
    port = str(urlsplit(server.address).port)
    filled = {
        name.replace("X_Mkip_Token", "X-Mkip-Token").replace("Content_Type", "Content-Type"): value
        and value.replace("{port}", port).replace("{token}", server.token)
        for name, value in headers.items()
    }

    found, words = ask(server, **filled)

    assert found == status
    assert b"33.34" not in words and b"Traceback" not in words


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_calls_come_by_post_only(server: Any, method: str) -> None:
    status, words = ask(server, method=method)

    assert status == 405
    assert b"33.34" not in words


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"calls": 1}',
        b'{"calls": [1]}',
        b'{"calls": [["MKIP_SHARE"]]}',
        b'{"calls": [["MKIP_SHARE", {"amount": 1}]]}',
        b'{"calls": [[1, []]]}',
        b'{"calls": [["MKIP_SHARE", [NaN, [[1]], 1]]]}',
        b'{"calls": [["MKIP_SHARE", [Infinity, [[1]], 1]]]}',
        b'{"calls": [["MKIP_SHARE", [1e400, [[1]], 1]]]}',
        b'{"calls": [["MKIP_SHARE", [1' + b"0" * 30 + b", [[1]], 1]]]}",
        b'{"calls": [["MKIP_SHARE", [1' + b"0" * 5000 + b", [[1]], 1]]]}",
        b'{"calls": [["MKIP_SHARE", [{"a": 1}, [[1]], 1]]]}',
        b'{"calls": [["MKIP_SHARE", [' + b"[" * 900 + b"]" * 900 + b"]]]}",
        b'{"calls": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"calls": [["MKIP_SHARE", ["\xff\xfe", [[1]], 1]]]}',
        b'{"calls": [["MKIP_SHARE", ["\\ud800", [[1]], 1]]]}',
        b'{"calls": [["MKIP_SHARE", [1, [[1]], 1]]',
        b'{"calls": [' + b",".join([b'["MKIP_SHARE", []]'] * 2001) + b"]}",
        b"\x00" * 1000,
    ],
)
def test_a_body_that_is_not_calls_answers_400_in_words(server: Any, body: bytes) -> None:
    status, words = ask(server, body)

    assert status == 400
    assert b"Traceback" not in words and b"File " not in words and words


def test_five_megabytes_are_read_and_no_more(server: Any) -> None:
    filler = b" " * (5 * 1024 * 1024 - len(json.dumps(CALL)))

    assert ask(server, json.dumps(CALL).encode() + filler)[0] == 200
    assert _status_of_large(server, 5 * 1024 * 1024 + 1) == 413


def _status_of_large(server: Any, size: int) -> int:
    """The status for a body that is announced as too large; the server may close before it is all sent."""
    address = urlsplit(server.address)
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=20) as line:
        line.sendall(
            f"POST /call HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {server.address}\r\n"
            f"X-Mkip-Token: {server.token}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n".encode()
        )
        return int(line.recv(100).split()[1])


def test_a_body_without_a_length_is_measured_as_it_comes(server: Any) -> None:
    address = urlsplit(server.address)
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=20) as line:
        line.sendall(
            f"POST /call HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {server.address}\r\n"
            f"X-Mkip-Token: {server.token}\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        try:
            for _ in range(90):
                line.sendall(chunk)
        except OSError:
            pass

        assert line.recv(100).split()[1] == b"413"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Host: {host}": "Host: {host}\r\nHost: evil.example"}, 400),
        ({"Origin: {origin}": "Origin: {origin}\r\nOrigin: http://evil.example"}, 403),
        ({"X-Mkip-Token: {token}": "X-Mkip-Token: {token}\r\nX-Mkip-Token: {token}"}, 403),
        ({"X-Mkip-Token: {token}": "X-Mkip-Token: \xe9"}, 403),
        ({"application/json": "application/json\r\nContent-Type: text/plain"}, 415),
        ({"Content-Length: {length}": "Content-Length: {length}\r\nContent-Length: 5"}, 400),
        ({"Content-Length: {length}": "Content-Length: {length}\r\nTransfer-Encoding: chunked"}, 400),
        ({"Content-Length: {length}": "Content-Length: -5"}, 400),
        ({"Content-Length: {length}": "Transfer-Encoding: chunked\r\n\r\nno chunk"}, 400),
        ({"POST /call HTTP/1.1": "post /call HTTP/1.1"}, 405),
        ({"POST /call HTTP/1.1": "POST /call HTTP/1.0"}, 200),
        ({"POST /call HTTP/1.1": "POST http://evil.example/call HTTP/1.1"}, 405),
        ({"POST /call": "POST /%63all", "X-Mkip-Token: {token}": "X-A: 1"}, 403),
        ({"POST /call": "GET /call", "Host:": "X-HTTP-Method-Override: POST\r\nHost:"}, 405),
    ],
)
def test_a_request_that_is_said_twice_or_oddly_is_refused(server: Any, changed: dict[str, str], status: int) -> None:
    address = urlsplit(server.address)
    body = json.dumps(CALL)
    request = (
        "POST /call HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nX-Mkip-Token: {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
    for old, new in changed.items():
        request = request.replace(old, new)
    filled = request.format(host=address.netloc, origin=server.address, token=server.token, length=len(body))
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=20) as line:
        line.sendall((filled + body).encode("latin-1"))

        assert int(line.recv(100).split()[1]) == status


def test_a_cell_is_never_run_as_code(server: Any, tmp_path: Any) -> None:
    tempting = f"__import__('pathlib').Path({str(tmp_path / 'run')!r}).touch()"
    for call in (
        ["MKIP_SHARE", [tempting, [[1]], 1]],
        ["__import__", ["os"]],
        ["MKIP_SHARES", [1, [[1]], None, tempting]],
        ["MKIP_FINANCIAL_YEAR", ["=cmd|' /C calc'!A0"]],
    ):
        status, words = ask(server, json.dumps({"calls": [call]}))

        assert status == 200
        assert json.loads(words)["answers"][0]["error"] in ("#VALUE!", "#NAME?")
    assert not (tmp_path / "run").exists()


def test_one_bad_cell_leaves_its_neighbours_alone(server: Any) -> None:
    calls = [["MKIP_SHARE", ["x", [[1]], 1]], ["MKIP_SHARE", [5, [[1]], 1]]]

    status, words = ask(server, json.dumps({"calls": calls}))

    assert status == 200
    assert json.loads(words)["answers"][1] == 5


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/taskpane.html/../../server.py", "/call/", "/static/x", "//evil"]
)
def test_there_is_nothing_else_to_read(server: Any, path: str) -> None:
    assert ask(server, path=path, method="GET")[0] in (404, 405, 307)


def test_only_the_page_holds_the_token(server: Any) -> None:
    for path in ("/functions.js", "/functions.json", "/catalogue.json", "/taskpane.js", "/manifest.xml"):
        status, words = ask(server, path=path, method="GET")

        assert status == 200
        assert server.token.encode() not in words
    assert server.token.encode() in ask(server, path="/taskpane.html", method="GET")[1]


def test_https_with_its_own_certificate_is_the_default(server_with_own_certificate: Any) -> None:
    address = urlsplit(server_with_own_certificate.address)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("localhost", address.port, timeout=10, context=trusting)
    connection.request("GET", "/manifest.xml")

    assert address.scheme == "https"
    assert connection.getresponse().read().startswith(b"<?xml")
    connection.close()


def test_the_server_listens_on_this_computer_only(server: Any) -> None:
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        own = "127.0.0.2"  # another address of this machine; loopback answers it only where everything is listened to
    with pytest.raises(OSError):
        socket.create_connection((own, urlsplit(server.address).port or 0), timeout=2).close()
