"""`python -m mkip_xl` is the command `mkip-xl`."""

from mkip_xl.cli import main

main()
