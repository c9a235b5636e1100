"""What goes elsewhere: a figure in another's page, a drawing where our font is missing, a card."""

import base64
import io
import re
import struct
import time

import lxml.html
import pytest
import reading
from conftest import ROOT
from test_exports import BASE, ENTRIES, LISTED, _export

from durand.figure import draw
from durand.site import exports

MODELS = ("fig-gate-scenario", "fig-coercing-a-host", "fig-option-weights")


def offered(site, entry):
    """What the figure's page offers a page that embeds it."""
    tree = lxml.html.parse(str(site / entry["landing"])).getroot()
    (snippet,) = [pre.text_content() for pre in tree.xpath("//pre[contains(., '<iframe')]")]
    return snippet


@pytest.fixture(scope="module")
def framed(base, tmp_path_factory):
    """Opens a page of another origin that embeds a figure, under a policy; returns the frame."""
    folder = tmp_path_factory.mktemp("elsewhere")

    def opened(page, snippet, policy):
        snippet = snippet.replace('src="figures/', f'src="{base}figures/')
        (folder / "index.html").write_text(
            f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<body marginwidth="0" marginheight="0">{snippet}',
            encoding="utf-8",
        )
        page.goto("about:blank")
        page.goto(f"{elsewhere}index.html?{time.monotonic_ns()}", wait_until="load")
        frame = page.frames[1]
        frame.wait_for_load_state("load")
        return frame

    with reading.served(folder) as elsewhere:
        assert elsewhere != base
        yield opened


FITS = """() => {
  const page = document.documentElement, main = document.querySelector("main");
  return [page.scrollHeight - page.clientHeight, page.scrollWidth - page.clientWidth,
    page.clientWidth, (main.getBoundingClientRect().height + 24) / page.clientHeight];
}"""


def misfit(frame, width):
    """What is wrong with how a figure fits its frame, or nothing."""
    high, wide, room, used = frame.evaluate(FITS)
    assert room == width, "the snippet does not fill what it stands in"
    return [
        *([f"{high} px too high"] if high > 0 else []),
        *([f"{wide} px too wide"] if wide > 0 else []),
        *([f"{used:.0%} of its frame is used"] if used < 0.6 else []),
    ]


@pytest.mark.parametrize("width", [320, 600, 720, 1100])
def test_an_embed_fits_its_frame_at_any_width(width, chromium, framed, site):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    found = {}
    for entry in ENTRIES:
        frame = framed(page, offered(site, entry), "script-src 'none'")
        if entry["id"] in MODELS:
            frame.wait_for_selector(".vega-bind")
            frame.wait_for_selector(".chart-live svg")
        if wrong := misfit(frame, width):
            found[entry["id"]] = wrong
    page.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 1100])
def test_an_embed_fits_without_any_script_or_style_of_its_page(width, chromium, framed, site):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    for entry in LISTED[::7]:  # retired ones too
        frame = framed(page, offered(site, entry), "script-src 'none'; style-src 'none'")
        high, wide = frame.evaluate(FITS)[:2]
        assert (high, wide) <= (0, 0), entry["id"]
    page.close()


@pytest.mark.parametrize("name", MODELS)
def test_a_model_keeps_its_controls_and_settings_in_an_embed(name, chromium, framed, site):
    (entry,) = [one for one in ENTRIES if one["id"] == name]
    page = chromium.new_page(viewport={"width": 720, "height": 900})
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    frame = framed(page, offered(site, entry), "script-src 'none'")
    frame.wait_for_selector(".vega-bind")
    chapter = lxml.html.parse(str(site / entry["page"].partition("#")[0])).getroot()
    settings = [a for a in chapter.xpath("//main//a") if re.match(rf"\?.*#{name}$", a.get("href"))]
    words = [a.text_content() for a in settings]
    links = frame.locator("a[href^='?']")
    assert links.all_text_contents() == words
    assert len(words) >= 5

    def values():
        kept = "input => [input.name, input.type, input.value, input.checked]"
        return frame.evaluate(
            f"[...document.querySelectorAll('.vega-bind :is(input, select)')].map({kept})"
        )

    before, drawn = values(), frame.locator(".chart-live svg").inner_html()
    links.nth(len(words) - 1).click()
    frame.wait_for_url("**/*?*")
    frame.wait_for_selector(".vega-bind")
    assert values() != before
    assert frame.locator(".chart-live svg").inner_html() != drawn
    assert misfit(frame, 720) == []
    assert said == []
    page.close()


# ------------------------------------------------------------------- where our font is missing

FONTS = {400: "public-sans-regular.ttf", 600: "public-sans-semibold.ttf"}


def faces(adjust):
    """Our font under its own name, as wide as another might be."""
    data = {w: (ROOT / "durand/fonts" / file).read_bytes() for w, file in FONTS.items()}
    return "".join(
        f'@font-face {{ font-family: "Public Sans"; font-weight: {weight}; size-adjust: {adjust}%;'
        f" src: url(data:font/ttf;base64,{base64.b64encode(file).decode()}) }}"
        for weight, file in data.items()
    )


CROWDED = """() => document.fonts.ready.then(() => {
  const edge = document.querySelector("svg").getBoundingClientRect(), found = [];
  const lines = [...document.querySelectorAll("text")]
    .flatMap((text) => text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text])
    .filter((line) => line.textContent.trim())
    .map((line) => [line.textContent, line.getBoundingClientRect()]);
  lines.forEach(([text, box], at) => {
    if (box.left < edge.left - 1 || box.right > edge.right + 1) found.push(`${text} is cut`);
    for (const [other, by] of lines.slice(0, at)) {
      const wide = Math.min(box.right, by.right) - Math.max(box.left, by.left);
      const high = Math.min(box.bottom, by.bottom) - Math.max(box.top, by.top);
      if (other === text) continue; // its halo
      if (wide > 2 && high > 0.5 * Math.min(box.height, by.height))
        found.push(`${text} over ${other}`);
    }
  });
  return found;
})"""


def test_no_text_is_cut_or_over_another_where_a_wider_font_stands_in(chromium, site):
    page = chromium.new_page(viewport={"width": 760, "height": 900})
    found, plain = {}, 0
    for entry in LISTED:
        svg = (site / entry["files"]["svg"]).read_text(encoding="utf-8")
        page.set_content(f"<style>{faces(118)}</style>{svg}")
        if crowded := page.evaluate(CROWDED):
            found[entry["id"]] = crowded
        if not plain:  # without their lengths texts would not fit: the test sees it
            page.set_content(
                f"<style>{faces(118)}</style>{re.sub(' textLength=.[0-9.]+.', '', svg)}"
            )
            plain = len(page.evaluate(CROWDED))
    page.close()
    assert found == {}
    assert plain


def test_no_text_on_a_phone_is_over_another(chromium, site):
    page = chromium.new_page(viewport={"width": 360, "height": 900})
    found = {}
    for entry in ENTRIES:
        text = (site / entry["files"]["html"]).read_text(encoding="utf-8")
        svg = re.search(r'<svg class="[^"]*chart-narrow.*?</svg>', text, re.DOTALL)[0]
        svg = re.sub(r"<text[^>]*rotate\(-?[1-9].*?</text>", "", svg)  # its box is wider than it
        page.set_content(f"<style>{faces(100)}</style>{svg}")
        if crowded := [one for one in page.evaluate(CROWDED) if " over " in one]:
            found[entry["id"]] = crowded
    page.close()
    assert found == {}


def at_its_edge(svg):
    """Whether resvg puts ink on the outermost pixels at the sides of a picture."""
    from PIL import Image, ImageChops

    drawn = Image.open(io.BytesIO(draw.converter().svg_to_png(svg))).convert("L")
    ink = ImageChops.invert(drawn).point(lambda value: 255 if value > 40 else 0)
    left, _, right, _ = ink.getbbox()
    return left < 4 or right > drawn.width - 4


def test_resvg_holds_the_width_of_a_text_in_a_wider_font(site):
    def wider(svg):
        return re.sub(r'font-size="([\d.]+)', lambda m: f'font-size="{float(m[1]) * 1.18:.2f}', svg)

    cut = {}
    for entry in ENTRIES:
        svg = wider((site / entry["files"]["svg"]).read_text(encoding="utf-8"))
        assert not at_its_edge(svg), entry["id"]
        cut[entry["id"]] = at_its_edge(re.sub(' textLength="[^"]*"', "", svg))
    assert any(cut.values()), "the test sees no text that is cut"


def test_a_line_is_as_wide_as_our_font_draws_it():
    svg = draw.held(
        '<svg><text font-size="20" font-weight="600">Dead &amp; hurt</text>'
        '<text font-size="10px"><tspan>one line</tspan><tspan x="0" dy="9">another</tspan></text>'
        '<text font-size="10">فورسز کے</text></svg>'
    )
    assert f'textLength="{draw.length("Dead & hurt", 20, bold=True):.1f}"' in svg
    assert svg.count("<tspan textLength=") + svg.count('dy="9" textLength=') == 2
    assert svg.count("textLength") == 3, "letters that our font lacks are left as they are"
    assert draw.lines("one two three", 10, draw.length("one two", 10) + 1) == ["one two", "three"]


# ----------------------------------------------------------------------------- pictures and cards


def test_a_png_says_how_large_it_is_on_paper(site):
    for entry in ENTRIES:
        png = (site / entry["files"]["png"]).read_bytes()
        width, height = struct.unpack(">II", png[16:24])
        at = png.index(b"pHYs") + 4
        across, down, metres = struct.unpack(">IIB", png[at : at + 9])
        assert (across, metres) == (down, 1)
        dpi = across * 0.0254
        assert dpi > 299.9, entry["id"]
        assert width / dpi < 6.8, entry["id"]  # inches: the text of a page of A4
        assert height / dpi < 9.9, entry["id"]
        assert abs(dpi - 300) < 0.1 or height / dpi > 9.5, "closer than 300 only where it must be"


def shown(site, page):
    """Social card of a page, and what stands in its place."""
    tree = lxml.html.parse(str(site / page)).getroot()
    tags = {tag.get("property"): tag.get("content") for tag in tree.xpath("//meta[@property]")}
    (title,) = tree.xpath("//meta[@name='citation_title']/@content")
    title = title.partition(": ")[2]
    if BASE:
        assert tags["og:image:alt"] == title
        return site / tags["og:image"].removeprefix(f"{BASE.rstrip('/')}/"), title
    assert not {"og:image", "og:image:alt"} & set(tags), "a card without an address is none"
    card = (site / page).with_suffix(".card.png")  # a version as the figure is now has the figure's
    if not card.is_file():
        card = card.with_name(re.sub(r"-v\d+(?=\.card)", "", card.name))
    return card, title


def test_a_shared_figure_shows_its_card_and_an_old_version_its_own(site):
    for entry in ENTRIES:
        card, said = shown(site, entry["landing"])
        assert card.name == f"{entry['id']}.card.png"
        assert said == entry["title"]
    titles = {}
    for page in (site / "figures").glob("fig-*-v*.html"):
        if ".embed." in page.name:
            continue
        card, said = shown(site, page.relative_to(site))
        assert struct.unpack(">II", card.read_bytes()[16:24]) == (1200, 630), page.name
        assert said in " ".join(lxml.html.parse(str(page)).getroot().itertext()), page.name
        titles.setdefault(card.read_bytes(), set()).add(said)
    assert len(titles) > 20
    assert all(len(said) == 1 for said in titles.values()), "two versions share a card"


LONG = "Both passes find that 10 of 13 plain forecasts came true and none failed; " * 3


@pytest.mark.parametrize("title", ["Short", LONG, "word " * 60])
def test_a_card_holds_its_whole_title_beside_the_drawing(title):
    svg = exports._card(_export(title.strip()))
    texts = re.findall(
        r'<text x="(\d+)" y="([\d.]+)" font-size="(\d+)" font-weight="(\d+)" fill="#\w+">(.*?)<',
        svg,
    )
    *lines, name, source = texts
    assert " ".join(line[-1] for line in lines) == title.strip()
    for x, y, size, weight, text in texts:
        end = int(x) + draw.length(text, int(size), bold=weight == "600")
        assert end <= (480 if y != name[1] else 1144), text
    assert float(lines[-1][1]) < 545, "the title runs into the line below it"
    assert int(lines[0][2]) >= 24
    assert source[-1].startswith("Source: ")


@pytest.mark.parametrize(("height", "cut"), [(300, False), (690, False), (1400, True)])
def test_a_tall_drawing_is_cut_on_its_card_and_not_shrunk(height, cut, monkeypatch):
    export = _export("A title")
    svg = f'<svg width="680" height="{height}" viewBox="0 0 680 {height}"></svg>'
    monkeypatch.setattr(exports.draw, "svg", lambda *_: svg)
    made = type(export.made)("chapter", export.made.spec, svg, "")
    text = exports._card(exports.Export(export.env, made))
    assert ("url(#fade)" in text) == cut
    across, down = map(
        float, re.findall(r'<svg x="[^>]* width="([\d.]+)" height="([\d.]+)"', text)[0]
    )
    assert down <= 477
    assert across / 680 > 0.67, "nobody reads it"
