"""`mkip-xl serve`: the worksheet functions for the Office add-in."""

from __future__ import annotations

from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Interface to listen on; loopback unless told.")
@click.option(
    "--port", default=8443, show_default=True, type=click.IntRange(1, 65535), metavar="N", help="Port to listen on."
)
@click.option(
    "--address",
    help="Where users reach the server, such as https://finance.example.gov.uk; needed when it is not this machine.",
)
@click.option("--certificate", type=NamedPath(exists=True, dir_okay=False), help="Certificate (PEM).")
@click.option("--key", type=NamedPath(exists=True, dir_okay=False), help="Its private key (PEM).")
@click.option(
    "--plain",
    is_flag=True,
    help="Serve http, for a proxy in front that speaks https, or for tests. Office itself takes https only.",
)
@click.option(
    "--token-file",
    type=NamedPath(dir_okay=False),
    help="Keep the page's token in this file, so that open workbooks go on after a restart.",
)
@click.option("--manifest", "only_manifest", is_flag=True, help="Print the manifest for this address and stop.")
def command(
    host: str,
    port: int,
    address: str | None,
    certificate: Path | None,
    key: Path | None,
    plain: bool,
    token_file: Path | None,
    only_manifest: bool,
) -> None:
    """Serve the worksheet functions to Excel on Windows, Mac and the web, as an Office add-in.

    Without --certificate a certificate for this machine is made and kept for a year;
    trust it on each computer that opens the add-in.
    """
    from mkip_xl.excel.office import serving

    if (certificate is None) != (key is None):
        raise click.UsageError("Give --certificate and --key together.")
    settings = serving.settings(host, port, address, "http" if plain else "https", token_file)
    if only_manifest:
        from mkip_xl.excel.office.manifest import manifest

        click.echo(manifest(settings.address), nl=False)
        return
    if not plain and certificate is None:
        certificate, key = serving.own_certificate_for(settings)
        click.echo(f"The certificate is {certificate}. Trust it on each computer that opens the add-in.", err=True)
    click.echo(
        f"Serving at {settings.address} (manifest: {settings.address}/manifest.xml). Stop with Ctrl+C.", err=True
    )
    serving.serve(settings, host, port, certificate, key)
