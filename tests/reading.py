"""What a reader gets, measured: pages served with gzip to a real Chromium."""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

import contrast

ROOT = Path(__file__).resolve().parents[1]

TOOLS = ROOT / ".venv" / "tools" / "node_modules"
MANY_ROWS = ("book/ledger.html", "book/figures.html")
KIB, KIB_MANY_ROWS = 120, 200
WIDTHS = (1280, 360, 320)
RELEASED = re.compile(r"-v\d+\.")
"""In the names of pages of released versions of figures."""
CLEAN = ROOT / "tests" / "clean.json"
"""Digests of those pages as the last audit found them: without a fault."""
STAMPS = re.compile(rb"\?v=\w+|(?<=<footer class=\"page-end\">).*?(?=</footer>)", re.DOTALL)
"""What each edition stamps on every page, or on the address of what it loads."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pages(site):
    """Return every page of the site, found by walking it, as paths from its root."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [name for name in found if not name.startswith(("_static", "_sources"))]


def templates(site):
    """Return one page of each kind."""
    found = pages(site)
    kinds = {
        "front": lambda name: name == "index.html",
        "chapter": lambda name: name.startswith("notebooks/"),
        "ledger": lambda name: name == "book/ledger.html",
        "explore": lambda name: name == "book/explore.html",
        "figures": lambda name: name == "book/figures.html",
        "figure": lambda name: (
            name.startswith("figures/") and ".embed." not in name and not RELEASED.search(name)
        ),
        "released figure": lambda name: RELEASED.search(name) and ".embed." not in name,
        "embed": lambda name: ".embed." in name and not RELEASED.search(name),
        "released embed": lambda name: RELEASED.search(name) and ".embed." in name,
        "codebook": lambda name: name == "data/evidence.html",
        "sources": lambda name: name == "book/sources.html",
        "prose": lambda name: name == "book/read-rerun-cite.html",
        "search": lambda name: name == "search.html",
        "404": lambda name: name == "404.html",
    }
    return {kind: next(filter(fits, found)) for kind, fits in kinds.items()}


def digests(site):
    """Return the SHA-256 of each page of a released version, without stamps, by name.

    The two that stand for their kind are left out: they are looked at whenever pages are.
    """
    names = {*filter(RELEASED.search, pages(site))} - {*templates(site).values()}
    return {
        name: hashlib.sha256(STAMPS.sub(b"", (site / name).read_bytes())).hexdigest()
        for name in sorted(names)
    }


def changed(site):
    """Return the pages to look at: all but released ones that are as the audit found them clean.

    How sheets and scripts of today go with such pages is seen on the two that stand for their kind.
    """
    clean = set(json.loads(CLEAN.read_text("utf-8")))
    kept = {name for name, digest in digests(site).items() if digest in clean}
    return [name for name in pages(site) if name not in kept]


@cache  # once: a page is asked for with scripts and without
def _zipped(path, changed):
    return gzip.compress(path.read_bytes(), 9, mtime=0)


class _Zipped(SimpleHTTPRequestHandler):
    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"}:
            data = _zipped(path, path.stat().st_mtime_ns)
            self.send_header("Content-Encoding", "gzip")
        else:
            data = path.read_bytes()
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@contextmanager
def served(site):
    """Serve the site on this machine alone, as a code host's pages do: with gzip."""

    def handler(*args):
        return _Zipped(*args, directory=str(site))

    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


@dataclass
class Load:
    """One load of one page: what it cost, what went wrong, and what it says."""

    name: str
    bytes: int = 0
    shift: float = 0.0
    faults: list[str] = field(default_factory=list)
    pale: list[str] = field(default_factory=list)
    text: tuple[str, int] = ("", 0)


WATCH = """
window.faults = []; window.shift = 0;
document.addEventListener("securitypolicyviolation", (event) => {
  window.faults.push(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


# until fonts are there and two frames are drawn, late shifts and refusals may come
DRAWN = """document.fonts.ready.then(
  () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
)"""


# whether the page has its own letters
OWN_LETTERS = """document.fonts.ready.then(() => {
  const pen = document.createElement("canvas").getContext("2d");
  const widths = ["monospace", '"Public Sans", monospace'].map((font) => {
    pen.font = `100px ${font}`;
    return pen.measureText("illinois").width;
  });
  return widths[0] !== widths[1];
})"""


# how much the page is too wide, and which labels a drawing cuts off
FITS = """document.fonts.ready.then(() => {
  const cut = [], page = document.documentElement;
  for (const drawing of document.querySelectorAll("svg[role=img]")) {
    if (getComputedStyle(drawing).overflow !== "hidden") continue;
    const edge = drawing.getBoundingClientRect();
    for (const text of drawing.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < edge.left - 1 || box.right > edge.right + 1) cut.push(text.textContent);
    }
  }
  return [innerWidth, page.scrollWidth - page.clientWidth, cut];
})"""


def loads(browser, base, names):
    """Yield a `Load` of each page, with an empty cache: its weight and every complaint."""
    context = browser.new_context(service_workers="block")  # one for all: each costs a process
    context.add_init_script(WATCH)
    page = context.new_page()
    found, told = Load("about:blank"), set()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda e: _add(found, e["encodedDataLength"]))
    page.on("request", lambda r: _foreign(found, r.url, base))
    page.on("requestfailed", lambda r: _failed(found, r))
    page.on("response", lambda r: r.status >= 400 and found.faults.append(f"{r.status}: {r.url}"))
    page.on("pageerror", lambda e: found.faults.append(f"script: {e}"))
    page.on(
        "console",
        lambda m: m.type in {"error", "warning"} and found.faults.append(f"console: {m.text}"),
    )
    for name in names:
        page.goto("about:blank")  # what the last one still asked for is not this one's
        network.send("Network.clearBrowserCache")
        _widen(network, WIDTHS[0])
        found = Load(name)
        page.goto(base + name, wait_until="load")
        page.evaluate(DRAWN)
        found.pale += pale(page, "light", told)
        for width in WIDTHS:
            _widen(network, width)
            wide, over, cut = page.evaluate(FITS)
            assert wide == width
            if over > 0:
                found.faults.append(f"{over} px too wide at {width} px")
            if not RELEASED.search(name):  # a released drawing stays as it was released
                found.faults += [f"cut at {width} px: {text}" for text in cut]
        found.faults += page.evaluate("window.faults")
        found.shift = page.evaluate("window.shift")
        found.pale += pale(page, "dark", told)
        _widen(network, WIDTHS[0])
        found.text = text(page)
        yield found
    context.close()


def _widen(network, width):
    """Lay the page out anew, without the cost of a new window."""
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    network.send("Emulation.setDeviceMetricsOverride", {**size, "dontSetVisibleSize": True})


def _add(found, count):
    found.bytes += int(count)


def _failed(found, request):
    if request.failure != "net::ERR_ABORTED":  # the page was left before its icon came
        found.faults.append(f"failed: {request.url}")


def _foreign(found, url, base):
    if not url.startswith((base, "data:", "blob:")):
        found.faults.append(f"another host: {url}")


def pale(page, scheme, told):
    """Return what lacks contrast on a loaded page in one of its two palettes."""
    switched = page.evaluate(
        "scheme => 'theme' in document.documentElement.dataset &&"
        " Boolean(document.documentElement.dataset.theme = scheme)",
        scheme,
    )
    if not switched:  # an embed and the 404 page follow the system
        page.emulate_media(color_scheme=scheme)
    return [f"{scheme}, {fault}" for fault in contrast.faults(page, told=told)]


def text(page):
    """Return the text of a loaded page, its controls apart, and how many figures it shows."""
    page.evaluate(
        "document.querySelectorAll('button, [role=status], .explore-bar, .ledger-filter,"
        " .gallery-filter').forEach(control => control.remove());"
        # a table is laid out where it is read: its text counts wherever it stands
        "document.querySelectorAll('.table-scroll').forEach("
        "table => { table.style.contentVisibility = 'visible' })"
    )
    said, figures = page.evaluate(
        "[(document.querySelector('article') ?? document.querySelector('main') ?? document.body)"
        ".innerText.replace(/\\s+/g, ' '),"
        " document.querySelectorAll('.chart svg[role=img]').length]"
    )
    return said, figures


def bare(browser, base, names):
    """Yield what each page says and shows where scripts are off."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": WIDTHS[0], "height": 800}
    )
    page = context.new_page()
    for name in names:
        page.goto(base + name, wait_until="load")
        yield name, text(page)
    context.close()


@lru_cache
def _axe():
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


# from disk nothing can be fetched, so axe must not try
RUN = """([within, tags]) => axe.run(within, {
  runOnly: tags,
  rules: { "color-contrast": { enabled: false } },
  resultTypes: ["violations", "incomplete"],
  preload: location.protocol !== "file:",
}).then((done) => [["", done.violations], ["undecided: ", done.incomplete]].flatMap(([how, all]) =>
  all.map((rule) => `${how}${rule.id}: ${rule.nodes.map((node) => node.target).join(" | ")}`)))"""


def axe(page, within="html"):
    """Return what axe-core finds on the page, or a part of it, and what it leaves undecided.

    Its ``color-contrast`` is off: on the ledger it judges 36 of 1,005 numbers and leaves all else
    undecided. contrast.py judges each, and test_contrast.py puts in the faults that axe lets by.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())  # not as a script element: the page's policy would refuse it
    done = page.evaluate(RUN, [within, TAGS])
    return [text[:400] for text in done]


OWN_STATES = ("as loaded", "all unfolded", "card")
STATES = (*OWN_STATES, "parts of the book", "on this page", "search")
"""States of a page; the menus are the same on every page, so one page is asked for those."""


def bring(page, state):
    """Bring a freshly loaded page into a state; return whether it has such a state."""
    opener = {
        "card": "a.num",
        "parts of the book": ".menu-button",
        "on this page": ".contents-button",
        "search": ".find",
    }.get(state)
    if state == "all unfolded":
        folds = "[...document.querySelectorAll('details')].map((fold) => fold.open = true).length"
        return page.evaluate(folds) > 0
    if opener is None:
        return True
    visible = page.locator(f"{opener}:visible")
    if not visible.count() or (state == "search" and "search.html" in page.url):
        return False
    visible.first.click()
    page.locator("dialog[open], :popover-open").wait_for()
    return True


def states(page, base, name, *, sizes=(1280, 360), schemes=("light", "dark"), only=STATES):
    """Yield every state of a page of the site with what axe finds in it, in one open window.

    The window shows the state, at the width and in the scheme that it is told of.
    """
    for width in sizes:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in schemes:
            page.emulate_media(media="screen", color_scheme=scheme, reduced_motion="reduce")
            for state in only:
                page.goto(base + name, wait_until="load")
                if bring(page, state):
                    yield f"{name}, {width} px, {scheme}, {state}", axe(page)


def vnu():
    """Return the command of the Nu HTML Checker, or ``None``."""
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    java = shutil.which("java")
    return [java, "-jar", str(jar)] if java and jar.is_file() else None


def invalid(site, names):
    """Return what the Nu HTML Checker says of pages."""
    paths = [str(site / name) for name in names]
    command = [*vnu(), "--errors-only", "--skip-non-html", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.replace(f"file:{site}/", "").splitlines()


def lighthouse():
    """Return the command of Lighthouse, or ``None``."""
    script = TOOLS / "lighthouse" / "cli" / "index.js"
    node = shutil.which("node")
    return [node, str(script)] if node and script.is_file() else None


def scores(url, chromium, *only):
    """Return Lighthouse's scores with its mobile preset, of all or `only`, and what cost points."""
    command = [
        *lighthouse(), url, "--output=json", "--quiet", "--throttling-method=simulate",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        *(f"--only-categories={category}" for category in only),
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    report = json.loads(done.stdout)
    categories = report["categories"].values()
    lost = [
        f"{audit['id']}: {audit.get('displayValue', audit['title'])}"
        for category in categories
        for reference in category["auditRefs"]
        if reference["weight"]
        and (audit := report["audits"][reference["id"]])["score"] is not None
        and audit["score"] < 0.9
    ]
    return [round(category["score"] * 100) for category in categories], lost


def find_chromium():
    """Return the Chromium on this machine, or ``None``."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def browser():
    """Start Chromium without its own calls home."""
    from playwright.sync_api import sync_playwright

    found = find_chromium()
    assert found, "No Chromium on the PATH: scripts/browser.sh says how to get one."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


SET = """async ([name, values]) => {
    const chart = document.querySelector(`#${name} .chart-live`);
    for (const [key, value] of Object.entries(values)) {
        const input = chart.querySelector(`input[name="${key}"]`);
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return [...chart.querySelectorAll("svg text")].map((text) => text.textContent);
}"""
"""Sets controls of an explored chart, by name, and returns the texts that it then shows."""


def stays_in_sight(page, figure, answer, controls):
    """Hold that a model's answer, which begins so, is in sight while each control has the focus."""
    page.evaluate(f"document.querySelector('#{figure} .chart').scrollIntoView()")
    said = page.locator(f"#{figure} .chart-live svg text", has_text=answer).first
    for name in controls:
        page.locator(f"#{figure} .vega-bind [name={name}]").focus()
        bare = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const there = [box.x + box.width / 2, box.y + box.height / 2];
                return document.elementFromPoint(...there) === document.activeElement;
            }"""
        )
        assert bare, f"{name} is covered"
        box, head = said.bounding_box(), page.locator(".mast").bounding_box()
        assert head["y"] + head["height"] <= box["y"] + 1, name
        assert box["y"] + box["height"] <= page.viewport_size["height"], name
