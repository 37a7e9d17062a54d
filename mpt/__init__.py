"""The Migrant Parent Training platform."""

import os

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from mpt.config import Config, read_config
from mpt.models.database import open_database
from mpt.web import (
    assets,
    calls,
    cards,
    certificates,
    daily,
    errors,
    forgot,
    forms,
    headers,
    installed,
    join,
    language,
    learn,
    opinion,
    origin,
    outbox,
    owndata,
    package,
    phone,
    poll,
    practice,
    public,
    quiz,
    scripts,
    sealed,
    secondfactor,
    seen,
    shelf,
    site,
    sponsor,
    staff,
    staffdata,
    staffnav,
    staffroom,
    survey,
    transaction,
    verify,
)
from mpt.web import spaces as own_spaces
from mpt.web.factory import codes, desk, names, polls, report, roster, sessions, spaces
from mpt.web.helpline import counts, inbox, replies, worker
from mpt.web.office import baselines, factories, impact, log, parts, people, sponsors, uploads
from mpt.web.studio import bringing, courses, guide, releasing, translating, writing
from mpt.web.studio import figures as learned
from mpt.web.studio import media as studiomedia

MOST_BYTES_OF_A_FORM = 64 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Build the WSGI application for `config`, or for the environment's. Raises BadConfigError."""
    config = config or read_config(os.environ)
    app = Flask(__name__, static_folder=None, template_folder="web/templates")
    app.config.update(MPT=config, MAX_CONTENT_LENGTH=MOST_BYTES_OF_A_FORM, MAX_FORM_PARTS=200)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}

    database = open_database(config.database_url)
    transaction.init_app(app, database)
    shelf.init_app(app, database, config.release_poll_seconds)
    public.init_app(app)
    daily.init_app(app)
    sealed.init_app(app, config)

    phone.init_app(app)
    staff.init_app(app)
    staffnav.init_app(app)
    origin.init_app(app)
    outbox.init_app(app)
    forms.init_app(app)
    language.init_app(app)
    assets.init_app(app)
    headers.init_app(app, assets.STYLE)
    errors.init_app(app)
    Compress(app)

    for room in (
        site,
        installed,
        scripts,
        cards,
        survey,
        learn,
        quiz,
        opinion,
        package,
        practice,
        calls,
        join,
        forgot,
        owndata,
        poll,
        seen,
        own_spaces,
        certificates,
        verify,
        worker,
    ):
        app.register_blueprint(room.bp)
    for room in (
        staffroom,
        secondfactor,
        staffdata,
        report,
        names,
        roster,
        desk,
        factories,
        parts,
        people,
        sponsors,
        uploads,
        log,
        codes,
        sessions,
        polls,
        spaces,
        inbox,
        replies,
        counts,
        impact,
        baselines,
        sponsor,
        courses,
        guide,
        learned,
        studiomedia,
        bringing,
        releasing,
        translating,
        writing,
    ):
        app.register_blueprint(room.bp)

    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    return app
