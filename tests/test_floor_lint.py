"""The lints hold the floor: they refuse what Chromium 78 or Safari 13 lacks, and let a guarded extra through."""

import json
import subprocess

import pytest

from tests.floor import need_tools
from tests.server import ROOT

SCRIPT = "static/scripts/tried.js"
WORKER = "static/scripts/sw.js"
STYLE = "static/tried.css"
DESK_SCRIPT = "static/studio/tried.js"
DESK_STYLE = "static/studio.css"

REFUSED = [
    (SCRIPT, "window.a = document.body?.id;"),
    (SCRIPT, "window.a = document.title ?? 1;"),
    (SCRIPT, "window.a = [].at(0);"),
    (SCRIPT, "window.a = document.title.replaceAll('a', 'b');"),
    (SCRIPT, "window.a = crypto.randomUUID();"),
    (SCRIPT, "window.a = structuredClone(document.title);"),
    (SCRIPT, "window.a = Promise.allSettled([]);"),
    (SCRIPT, "window.a = Promise.any([]);"),
    (SCRIPT, "window.a = globalThis;"),
    (SCRIPT, "window.a = 10_000;"),
    (SCRIPT, "window.a = Object.hasOwn({}, 'a');"),
    (SCRIPT, "window.a = class { b = 1; };"),
    (SCRIPT, "import('./other.js');"),
    (SCRIPT, "document.body.replaceChildren();"),
    (SCRIPT, "document.forms[0].requestSubmit();"),
    (SCRIPT, "document.addEventListener('submit', function (event) { event.submitter.focus(); });"),
    (SCRIPT, "window.a = new BroadcastChannel('a');"),
    (SCRIPT, "speechSynthesis.cancel();"),
    (SCRIPT, "navigator.share({ url: '/' });"),
    (SCRIPT, "navigator.serviceWorker.register('/sw.js');"),
    (SCRIPT, "if (window.fetch) { navigator.serviceWorker.register('/sw.js'); }"),
    (SCRIPT, "(function () { if (!navigator.onLine) { return; } navigator.share({ url: '/' }); })();"),
    (SCRIPT, "Outbx.keep();"),
    (SCRIPT, "window.a = document.title == 'a';"),
    (SCRIPT, "function unused() {}"),
    (WORKER, "self.registration.navigationPreload.enable();"),
    (WORKER, "document.title = 'a';"),
    (STYLE, "a{aspect-ratio:1}"),
    (STYLE, "a{inset:0}"),
    (STYLE, "a:has(b){top:0}"),
    (STYLE, "a:is(b){top:0}"),
    (STYLE, "a:focus-visible{top:0}"),
    (STYLE, "a{display:flex;gap:4px}"),
    (STYLE, "a{width:min(3px,1vw)}"),
    (STYLE, "a{width:clamp(1px,2px,3px)}"),
    (STYLE, "a{color:color-mix(in srgb,red,blue)}"),
    (STYLE, "a{height:1dvh}"),
    (STYLE, "a{rotate:3deg}"),
    (STYLE, "a{overflow:clip}"),
    (STYLE, "a{b{top:0}}"),
    (STYLE, "@layer one{a{top:0}}"),
    (STYLE, "@container (min-width:1px){a{top:0}}"),
    (STYLE, "@media (width>=300px){a{top:0}}"),
    (DESK_SCRIPT, "window.a = document.title == 'a';"),
    (DESK_SCRIPT, "Studo.field();"),
    (DESK_SCRIPT, "var a = 1; window.a = a;"),
    (DESK_SCRIPT, "window.a = navigator.usb;"),
    (DESK_STYLE, "a{colour:red}"),
]
ALLOWED = [
    (SCRIPT, "if (window.speechSynthesis) { window.speechSynthesis.cancel(); }"),
    (SCRIPT, "if (window.speechSynthesis) { window.speechSynthesis.speak(new SpeechSynthesisUtterance('a')); }"),
    (SCRIPT, "if ('serviceWorker' in navigator) { navigator.serviceWorker.register('/sw.js'); }"),
    (SCRIPT, "window.a = navigator.share && navigator.share({ url: '/' });"),
    (SCRIPT, "(function () { if (!navigator.share) { return; } navigator.share({ url: '/' }); })();"),
    (SCRIPT, "fetch('/').then(function (answer) { return answer.json(); }).catch(function () {});"),
    (SCRIPT, "var Outbox = (function () { 'use strict'; return { open: indexedDB.open('a', 1) }; })();"),
    (SCRIPT, "Outbox.open(); Keep.open(); Lamps.note();"),
    (SCRIPT, "window.a = [1, 2].filter(Boolean).map(String).flat();"),
    (WORKER, "self.clients.matchAll().then(function (all) { all[0].postMessage('a'); });"),
    (WORKER, "self.addEventListener('fetch', function (event) { event.respondWith(caches.match(event.request)); });"),
    (STYLE, "a{position:-webkit-sticky;position:sticky;accent-color:red;display:grid;width:calc(1px + 1vw)}"),
    (DESK_SCRIPT, "const a = document.body?.id ?? ''; Studio.field(a.replaceAll('a', 'b'));"),
    (DESK_STYLE, "main:has(.desk){gap:4px;inset:0}"),
]


@pytest.fixture(scope="module")
def faults() -> dict[tuple[str, str], list[str]]:
    """Return what the lints say of each text."""
    need_tools()
    texts = [*REFUSED, *ALLOWED]
    done = subprocess.run(
        ["node", "lint/judge.mjs"], cwd=ROOT, input=json.dumps([{"name": name, "text": text} for name, text in texts]),
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return dict(zip(texts, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_what_the_floor_lacks_is_refused(faults: dict[tuple[str, str], list[str]], name: str, text: str) -> None:
    assert faults[name, text]
    assert not any("Parsing error" in fault for fault in faults[name, text])


@pytest.mark.parametrize(("name", "text"), ALLOWED)
def test_what_the_floor_has_and_what_is_guarded_passes(
    faults: dict[tuple[str, str], list[str]], name: str, text: str
) -> None:
    assert faults[name, text] == []


def test_our_own_scripts_and_stylesheet_pass() -> None:
    need_tools()
    for command in (["eslint", "static"], ["stylelint", "static/mpt.css", "static/studio.css"]):
        done = subprocess.run(
            ["npx", "--no-install", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
