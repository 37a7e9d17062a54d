"""`python -m mpt.cli` is the `mpt` command, where nothing was installed."""

from mpt.cli import main

main(prog_name="mpt")
