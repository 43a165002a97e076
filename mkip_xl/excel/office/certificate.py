"""A certificate of one's own for the loopback interface, since Office takes add-ins over https only."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path

NAMES = ("localhost", "127.0.0.1", "::1")
DAYS = 365


def own_certificate(folder: Path, names: Sequence[str] = NAMES) -> tuple[Path, Path]:
    """The certificate and key in a folder, made there when missing or within a week of their end.

    The key never leaves the machine and can be read by its owner only. The certificate cannot sign others.
    """
    certificate, key = folder / "mkip-xl-localhost.crt", folder / "mkip-xl-localhost.key"
    if certificate.exists() and key.exists() and _serves(certificate, names):
        return certificate, key
    folder.mkdir(parents=True, exist_ok=True)
    made_certificate, made_key = _made(names)
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made_key)
    key.chmod(0o600)
    certificate.write_bytes(made_certificate)
    return certificate, key


def _serves(certificate: Path, names: Sequence[str]) -> bool:
    """Whether a certificate lasts another week and goes by all of the names."""
    from cryptography import x509

    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
        told = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    lasts = read.not_valid_after_utc - dt.datetime.now(dt.UTC) > dt.timedelta(days=7)
    return lasts and {str(name.value) for name in told} >= set(names)


def _made(names: Sequence[str]) -> tuple[bytes, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mkip_xl on this computer")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def _name(name: str):  # type: ignore[no-untyped-def]
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
