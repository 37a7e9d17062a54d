"""The pictures of the guides: real pages of a trial with made-up workers, in both languages. Run as `python -m bench.pictures`.

They are few colours and half as wide as a screen, so that the guides stay small.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.cheap_phone import chromium
from bench.made_up import Scene, make_scene
from bench.made_up_studio import COURSE, MODULE, PART, make_studio
from mpt.models.database import Database, open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, staff, staffdoor
from mpt.web.staff import COOKIE
from tests.server import Server

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
STUDIO = f"/studio/{COURSE}"
PAGES = {
    "report": (Role.COORDINATOR, "/factory/{factory}", 1200),
    "codes": (Role.COORDINATOR, "/factory/{factory}/codes", 700),
    "names": (Role.COORDINATOR, "/factory/{factory}/names", 700),
    "office": (Role.OFFICE, "/office", 500),
    "upload": (Role.OFFICE, "/office/upload", 800),
    "impact": (Role.OFFICE, "/office/impact", 1200),
    "baselines": (Role.OFFICE, "/office/impact/baselines", 600),
    "space": (Role.COORDINATOR, "/factory/{factory}/spaces/{space}", 900),
    "day": (Role.COORDINATOR, "/factory/{factory}/spaces/{space}/attendance", 700),
    "poll": (Role.COORDINATOR, "/factory/{factory}/polls", 1200),
    "inbox": (Role.COUNSELLOR, "/helpline", 500),
    "case": (Role.COUNSELLOR, "/helpline/cases/{case}", 1000),
    "studio": (Role.TRAINER, STUDIO, 900),
    "write": (Role.TRAINER, f"{STUDIO}/write/{MODULE}/{PART}?tongue={{language}}", 1000),
    "translate": (Role.TRAINER, f"{STUDIO}/translate/en/{MODULE}/{PART}", 1000),
    "media": (Role.TRAINER, f"{STUDIO}/media/{MODULE}", 900),
    "publish": (Role.TRAINER, f"{STUDIO}/publish", 900),
    "learned": (Role.TRAINER, f"{STUDIO}/figures/{MODULE}/q-birthday", 1100),
}
"""Each picture: who looks, at what, and how much of it from the top, in pixels."""


STAFF = ((Role.COORDINATOR, "陈静"), (Role.OFFICE, "林主任"), (Role.COUNSELLOR, "邱老师"), (Role.TRAINER, "梅老师"))


@dataclass(frozen=True, slots=True)
class Trial:
    """What the pages are of: the first factory, what was made up there, and by which token each of the staff is in."""

    factory: str
    scene: Scene
    tokens: dict[Role, str]

    def address(self, name: str, language: str) -> str:
        """Return the address of a picture's page."""
        ids = {"factory": self.factory, "space": self.scene.space, "case": self.scene.cases[language]}
        where = PAGES[name][1].format(language=language, **ids)
        return f"/{language}{where}"


def main() -> None:
    """Make workers up, look at each page, write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        server.run("demo", "--learners", "1500")
        server.run("count")
        database = open_database(f"sqlite:///{folder}/mpt.sqlite3")
        trial = _make(database, Path(folder))
        database.dispose()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            for name, language, context in _contexts(browser, server, trial.tokens):
                _take(context, name, language, trial.address(name, language))
            browser.close()


def _make(database: Database, folder: Path) -> Trial:
    """Invite the staff, let them in, and make up what they look at."""
    tokens, ids = {}, {}
    with database.session(writes=True) as session:
        factory = factories.everywhere(session)[0]
        for role, name in STAFF:
            place = factory.id if role is Role.COORDINATOR else None
            somebody, _invitation = staff.invite(session, f"{role}@trial.example", name, Grant(role, place))
            tokens[role] = staffdoor.sign_in(session, somebody.email, somebody.id, "127.0.0.1", "Chrome")[1]
            ids[str(role)] = somebody.id
        scene = make_scene(session, folder, factory, ids)
        make_studio(session, ids[str(Role.TRAINER)])
        session.commit()
        return Trial(str(factory.id), scene, tokens)


def _contexts(browser: Browser, server: Server, tokens: dict[Role, str]) -> Iterator[tuple[str, str, BrowserContext]]:
    for name, (role, _address, _height) in PAGES.items():
        for language, locale in LOCALES.items():
            context = browser.new_context(base_url=server.url, locale=locale, viewport={"width": 1100, "height": 800})
            context.add_cookies([{"name": COOKIE, "value": tokens[role], "url": server.url}])
            yield name, language, context
            context.close()


def _take(context: BrowserContext, name: str, language: str, address: str) -> None:
    _role, _address, height = PAGES[name]
    page, path = context.new_page(), PICTURES / f"{name}-{language}.png"
    page.goto(address, wait_until="networkidle")
    page.set_viewport_size({"width": 1100, "height": height})
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    main()
