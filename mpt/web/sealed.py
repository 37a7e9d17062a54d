"""The one key with which this installation's pages seal what nobody may read in the database."""

from flask import Flask, current_app

from mpt.config import Config
from mpt.services.sealing import Sealer, load_key


def init_app(app: Flask, config: Config) -> None:
    """Give `app` its key."""
    app.extensions["mpt.sealer"] = Sealer(load_key(config.sealing_key, config.sealing_key_file))


def sealer() -> Sealer:
    """Return what seals and unseals here."""
    found: Sealer = current_app.extensions["mpt.sealer"]
    return found
