"""Addresses, tokens, certificates and the manifest of the server, without starting it."""

from __future__ import annotations

import stat
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from cryptography import x509

from mkip_xl.commands.serve import command
from mkip_xl.errors import MethodError
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.office import serving
from mkip_xl.excel.office.certificate import own_certificate
from mkip_xl.excel.office.metadata import functions_json


@pytest.mark.parametrize(
    ("host", "port", "address", "origins"),
    [
        ("127.0.0.1", 8443, None, {"https://localhost:8443", "https://127.0.0.1:8443"}),
        ("localhost", 443, None, {"https://localhost", "https://127.0.0.1"}),
        ("0.0.0.0", 443, "https://Finance.Example.gov.uk", {"https://finance.example.gov.uk"}),
        ("0.0.0.0", 8000, "https://finance.example.gov.uk:8000/", {"https://finance.example.gov.uk:8000"}),
    ],
)
def test_a_server_goes_by_exactly_these_origins(host: str, port: int, address: str | None, origins: set[str]) -> None:
    assert serving.settings(host, port, address, "https").origins == origins


@pytest.mark.parametrize("address", ["finance.example.gov.uk", "ftp://x", "https://x/path", "https://u@x", "https://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MethodError, match="not an address"):
        serving.settings("0.0.0.0", 443, address, "https")


def test_beyond_this_computer_the_address_must_be_said() -> None:
    with pytest.raises(MethodError, match="--address"):
        serving.settings("0.0.0.0", 8443, None, "https")


def test_a_token_is_new_each_time_or_kept_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "token"
    tokens = {serving.settings("127.0.0.1", 1, None, "http").token for _ in range(3)}
    kept = {serving.settings("127.0.0.1", 1, None, "http", file).token for _ in range(3)}

    assert len(tokens) == 3 and all(len(token) >= 40 for token in tokens)
    assert len(kept) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("../../etc")
    with pytest.raises(MethodError, match="does not hold a token"):
        serving.settings("127.0.0.1", 1, None, "http", file)


def test_the_token_is_not_in_what_is_printed_of_the_settings() -> None:
    settings = serving.settings("127.0.0.1", 1, None, "http")

    assert settings.token not in repr(settings)


def test_the_certificate_is_kept_and_made_again_for_another_name(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path)
    first = certificate.read_bytes()
    own_certificate(tmp_path)

    assert certificate.read_bytes() == first
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    read = x509.load_pem_x509_certificate(first)
    assert read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    own_certificate(tmp_path, ("localhost", "finance.example.gov.uk"))
    again = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = again.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "finance.example.gov.uk" in names.get_values_for_type(x509.DNSName)


def test_the_manifest_is_printed_for_it_and_every_address_in_it_is_the_server_s() -> None:
    done = CliRunner().invoke(
        command, ["--manifest", "--host", "0.0.0.0", "--address", "https://finance.example.gov.uk"]
    )
    root = ElementTree.fromstring(done.output)
    addresses = [one for element in root.iter() for one in element.attrib.values() if one.startswith("http")]

    assert done.exit_code == 0
    assert len(addresses) >= 8
    assert all(one.startswith("https://finance.example.gov.uk/") for one in addresses)
    assert "SharedRuntime" in done.output


def test_two_servers_are_two_add_ins() -> None:
    def identity(address: str) -> str | None:
        done = CliRunner().invoke(command, ["--manifest", "--address", address])
        return ElementTree.fromstring(done.output).findtext("{*}Id")

    assert identity("https://a.example") != identity("https://b.example")
    assert identity("https://a.example") == identity("https://a.example")


def test_a_certificate_without_its_key_is_wrong_usage(tmp_path: Path) -> None:
    file = tmp_path / "cert.pem"
    file.touch()

    assert CliRunner().invoke(command, ["--certificate", str(file)]).exit_code == 2


def test_excel_is_told_of_every_argument() -> None:
    told = functions_json(CATALOGUE)

    assert told["allowErrorForDataTypeAny"] is True
    assert [one["id"] for one in told["functions"]] == list(CATALOGUE)
    for one in told["functions"]:
        assert len(one["description"]) <= 255
        optional = [argument["optional"] for argument in one["parameters"]]
        assert optional == sorted(optional)
        for argument in one["parameters"]:
            assert argument["type"] == "any"
            assert argument["dimensionality"] in ("scalar", "matrix")
            assert 0 < len(argument["description"]) <= 255
