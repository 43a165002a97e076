"""One module per command of `mkip-xl`; `mkip_xl.cli` loads each when it is first asked for."""
