#!/usr/bin/env python3
"""Opens what a run has written, as its readers do.

    check.py FOLDER [--golden DIR] [--update]

* every link of every page leads to a file that is there, and to a place in it; nothing is fetched from elsewhere
* a browser opens pages of every kind and says nothing on its console
* axe-core finds no violation of WCAG 2.1 A and AA on them
* the printed pages named in PAPER look as the golden ones do, pixel by pixel

Needs chromium, pdftoppm, npm; prints what it looked at and ends with 1 if anything is wrong.
"""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from html.parser import HTMLParser

AXE = "axe-core@4.10.3"
# File, and page: as a district reads them. The first school is a large one; the last ones are small.
PAPER = [
    ("schools/101-*.pdf", 1),
    ("schools/101-*.pdf", 2),
    ("schools/126-*.pdf", 1),
    ("schools/127-*.pdf", 1),
    ("bulletin.pdf", 1),
    ("subjects/math-*.pdf", 4),
]
DOTS_PER_INCH = 40
# Share of pixels that may differ by more than a quarter of the range: fonts are set by the same program everywhere, but
# drawn by that of the machine.
TOLERANCE = 0.004


class Page(HTMLParser):
    """Links and places of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.places, self.fetched = [], set(), []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.places.add(found["id"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        elif found.get("src") or tag == "link":
            self.fetched.append(found.get("src") or found.get("href"))


def read(path):
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def check_links(folder):
    wrong, pages = [], {path.resolve(): read(path) for path in sorted(folder.rglob("*.html"))}
    count = 0
    for path, page in pages.items():
        wrong += [f"{path}: fetches {each}" for each in page.fetched]
        for link in page.links:
            count += 1
            file, _, place = urllib.parse.unquote(link).partition("#")
            if re.match(r"[a-z]+:", file):
                wrong.append(f"{path}: leads out to {link}")
                continue
            target = (path.parent / file).resolve() if file else path.resolve()
            if not target.exists():
                wrong.append(f"{path}: {link} leads nowhere")
            elif place and (target not in pages or place not in pages[target].places):
                wrong.append(f"{path}: {link} leads to no place of the page")
    print(f"links: {count} on {len(pages)} pages")
    return wrong


def browse(path, *options):
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-logging=stderr",
                   "--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}",
                   "--virtual-time-budget=30000", "--dump-dom", *options, path.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    said = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, said


def axe_source():
    """The script of axe-core, fetched once into the build folder."""
    cache = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "axe"
    source = cache / "package" / "axe.min.js"
    if not source.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", AXE], cwd=cache, check=True, stdout=subprocess.DEVNULL)
        shutil.unpack_archive(next(cache.glob("axe-core-*.tgz")), cache)
    return source.read_text(encoding="utf-8")


def check_browser(folder):
    wrong, axe = [], axe_source()
    kinds = ["index.html", "bulletin.html", "schools/*.html", "subjects/*.html", "classes/*/*.html", "schools/*/index.html"]
    run = """<script>%s</script><script>axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then(
        found => { document.title = "axe " + JSON.stringify(found.violations.map(each =>
            [each.id, each.help, each.nodes.length, each.nodes[0].html.slice(0, 120)])) + " axe"; });</script>"""
    for kind in kinds:
        # The first and the last: a large school and a small one.
        found = sorted(folder.glob(kind))
        for path in dict.fromkeys(found[:1] + found[-1:]):
            _, said = browse(path)
            wrong += [f"{path}: {line}" for line in said]
            copy = path.with_name("axe-" + path.name)
            copy.write_text(path.read_text(encoding="utf-8") + run % axe, encoding="utf-8")
            dom, _ = browse(copy)
            copy.unlink()
            title = re.search(r"<title>axe (.*?) axe</title>", dom, re.S)
            if not title:
                wrong.append(f"{path}: axe did not finish")
                continue
            text = title[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
            violations = json.loads(text)
            wrong += [f"{path}: axe {each}" for each in violations]
            print(f"browser: {path.relative_to(folder)}, {len(violations)} violations")
    return wrong


def picture(pdf, page):
    """A page in grey: width, height and pixels."""
    command = ["pdftoppm", "-gray", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), str(pdf)]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    return int(head[1]), int(head[2]), data[head.end():]


def check_paper(folder, golden, update):
    wrong = []
    for pattern, page in PAPER:
        pdf = next(iter(sorted(folder.glob(pattern))), None)
        if pdf is None:
            wrong.append(f"{pattern}: not written")
            continue
        width, height, pixels = picture(pdf, page)
        name = pattern.split("/")[-1].split(".")[0].strip("-*") + f"-{page}.pgm.gz"
        kept = golden / name
        head = b"P5 %d %d 255\n" % (width, height)
        if update:
            golden.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(gzip.compress(head + pixels, mtime=0))
            continue
        expected = gzip.decompress(kept.read_bytes()) if kept.is_file() else b""
        if not expected.startswith(head):
            wrong.append(f"{pdf}: page {page} is not of the size of {kept}")
            continue
        differing = sum(abs(one - other) > 64 for one, other in zip(pixels, expected[len(head):]))
        share = differing / len(pixels)
        print(f"paper: {pdf.relative_to(folder)}, page {page}: {share:.4%} of the pixels differ")
        if share > TOLERANCE:
            seen = pathlib.Path(tempfile.gettempdir()) / name.removesuffix(".gz")
            seen.write_bytes(head + pixels)
            wrong.append(f"{pdf}: page {page} differs from {kept}; look at {seen}, and run with --update if it is meant")
    return wrong


def main():
    arguments = sys.argv[1:]
    update = "--update" in arguments
    here = pathlib.Path(__file__).resolve().parent
    golden = here.parent.parent / "fixtures" / "pages"
    if "--golden" in arguments:
        golden = pathlib.Path(arguments.pop(arguments.index("--golden") + 1))
    folder = pathlib.Path(next(each for each in arguments if not each.startswith("--"))).resolve()
    if update:
        check_paper(folder, golden, True)
        return
    wrong = check_links(folder) + check_browser(folder) + check_paper(folder, golden, False)
    for line in wrong:
        print(f"WRONG {line}")
    print(f"{len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


main()
