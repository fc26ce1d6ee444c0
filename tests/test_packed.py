"""What a browser fetches first arrives packed, whole, and in the version that there is."""

from __future__ import annotations

import asyncio
import gzip
import re
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.ui import packed
from pages.ui.packed import Packed
from pages.ui.parts.script import SCRIPT, SCRIPT_NAME

TEXT = b"const downhill = 'step after step'; " * 500
SCRIPT_HEADERS = {"content-type": "text/javascript", "cache-control": "public, immutable, max-age=31536000"}


class Files:
    """An app that serves files in two pieces, each with the headers it is told; how often each was asked for."""

    def __init__(self, **headers):
        self.headers, self.status, self.asked = SCRIPT_HEADERS | headers, 200, Counter()

    async def __call__(self, scope, receive, send):
        self.asked[scope["path"]] += 1
        await asyncio.sleep(0)
        said = [(name.encode(), value.encode()) for name, value in self.headers.items() if value]
        said += [(b"etag", b'"file"'), (b"content-length", str(len(TEXT)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": said})
        await send({"type": "http.response.body", "body": TEXT[:100], "more_body": True})
        await send({"type": "http.response.body", "body": TEXT[100:]})


async def got(app, path="/a.js", method="GET", **asked):
    """What an app answers: its status, its headers and its body."""
    heard, asked = [], {"accept-encoding": "gzip, br"} | {name.replace("_", "-"): said for name, said in asked.items()}
    headers = [(name.encode(), said.encode()) for name, said in asked.items()]

    async def send(message):
        heard.append(message)

    await app({"type": "http", "method": method, "path": path, "headers": headers}, None, send)
    start, *pieces = heard
    said = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], said, b"".join(piece["body"] for piece in pieces)


def run(visit):
    """In a thread of its own: the browser of the other tests has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


def answer(app, *where, **asked):
    return run(got(app, *where, **asked))


def test_a_file_that_stays_is_packed_once():
    files = Files()
    app = Packed(files)
    first, again = answer(app), answer(app)
    assert first == again
    _, said, body = first
    assert gzip.decompress(body) == TEXT
    assert len(body) < len(TEXT) / 10
    assert said == SCRIPT_HEADERS | {
        "content-encoding": "gzip", "vary": "accept-encoding", "content-length": str(len(body))
    }  # fmt: skip
    assert files.asked == {"/a.js": 1}


def test_a_class_that_asks_at_once_has_it_packed_once(monkeypatch):
    times, pack = [], gzip.compress
    monkeypatch.setattr(packed.gzip, "compress", lambda body: (times.append(1), pack(body))[1])

    async def all_at_once():
        app = Packed(Files())
        return await asyncio.gather(*(got(app) for _ in range(30)))

    assert {gzip.decompress(body) for _, _, body in run(all_at_once())} == {TEXT}
    assert len(times) == 1


def test_what_may_be_another_tomorrow_is_asked_for_again():
    files = Files(**{"content-type": "text/html; charset=utf-8", "cache-control": "no-cache"})
    app = Packed(files)
    for _ in range(2):
        assert gzip.decompress(answer(app)[2]) == TEXT
    assert files.asked == {"/a.js": 2}


@pytest.mark.parametrize("offer", ["", "br", "gzip;q=0", "GZIP ; q=0.0, br", "x-gzip", "identity"])
def test_who_does_not_take_it_packed_gets_it_plain(offer):
    app = Packed(Files())
    assert gzip.decompress(answer(app)[2]) == TEXT
    _, said, body = answer(app, accept_encoding=offer)
    assert body == TEXT
    assert "content-encoding" not in said


@pytest.mark.parametrize("offer", ["gzip", "br, GZip;q=0.5", "gzip;q=1.0"])
def test_who_does_gets_it_packed(offer):
    assert gzip.decompress(answer(Packed(Files()), accept_encoding=offer)[2]) == TEXT


@pytest.mark.parametrize(
    "headers",
    [{"content-type": "font/woff2"}, {"content-type": ""}, {"content-encoding": "br"}, {"content-type": "image/webp"}],
)
def test_what_is_packed_already_goes_as_it_is(headers):
    _, said, body = answer(Packed(Files(**headers)))
    assert body == TEXT
    assert said["etag"] == '"file"'


def test_a_part_of_a_file_and_its_headers_alone_go_as_they_are():
    assert answer(Packed(Files()), range="bytes=0-9")[2] == TEXT, "the app cuts it"
    assert answer(Packed(Files()), "/a.js", "HEAD")[1]["content-length"] == str(len(TEXT))


def test_an_error_is_not_kept():
    files = Files()
    files.status = 404
    app = Packed(files)
    assert answer(app)[::2] == (404, TEXT)
    files.status = 200
    assert gzip.decompress(answer(app)[2]) == TEXT


def test_many_paths_to_one_file_fill_no_memory(monkeypatch):
    size = len(gzip.compress(TEXT))
    monkeypatch.setattr(packed, "KEPT_BYTES", 3 * size)
    files = Files()
    app = Packed(files)
    for path in ["/a.js", "//a.js", "/./a.js", "/a.js", "/a/../a.js"]:
        answer(app, path)
    assert app.weight == 3 * size
    assert files.asked["/a.js"] == 1, "who is asked for stays"
    answer(app, "//a.js")
    assert files.asked["//a.js"] == 2


def test_a_file_larger_than_all_that_is_kept_still_arrives(monkeypatch):
    monkeypatch.setattr(packed, "KEPT_BYTES", 1)
    app = Packed(Files())
    assert gzip.decompress(answer(app)[2]) == TEXT
    assert app.weight == 0


def fetched(address, **headers):
    asked = urllib.request.Request(address, headers={"accept": "text/html,*/*", **headers})
    with urllib.request.urlopen(asked) as answered:
        return answered.headers, answered.read()


def test_all_that_the_document_names_arrives_packed_and_whole(app):
    said, body = fetched(app, **{"accept-encoding": "gzip"})
    document = gzip.decompress(body)
    assert document == fetched(app)[1]
    names = re.findall(r'(?:src|href)="\./(static/[^"]*\.(?:js|css))"', document.decode())
    assert len(names) > 20
    plain = light = 0
    for name in [*names, SCRIPT_NAME]:
        said, body = fetched(f"{app}/{name}", **{"accept-encoding": "gzip"})
        whole = fetched(f"{app}/{name}")[1]
        assert said["content-encoding"] == "gzip", name
        assert gzip.decompress(body) == whole, name
        plain, light = plain + len(whole), light + len(body)
    assert light < plain / 2
    assert whole == SCRIPT


def test_who_comes_back_is_sent_the_document_that_there_is_now(app):
    said, document = fetched(app)
    assert not {"etag", "last-modified"} & {name.lower() for name in said}, "they are of Streamlit's file"
    long_ago, tomorrow = "Mon, 01 Jan 2024 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"
    for asked in ({"if-modified-since": tomorrow}, {"if-none-match": "*"}, {"range": "bytes=0-9"}):
        assert fetched(app, **asked)[1] == document, asked
    assert fetched(app, **{"if-modified-since": long_ago})[1] == document
