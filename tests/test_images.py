"""The maps of surfaces travel once: each is a file at an address of its own, which a browser keeps."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import visit

from gdengine import PRESETS
from pages.ui import images, memory, results
from pages.ui.images import IMAGES_BYTES, Gallery, Images
from pages.ui.memory import Memory
from tests.load.student import Student

IMAGE_SIZE_BYTES = 1000


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Each test with images of its own."""
    monkeypatch.setattr(images, "IMAGES", Images())
    return images.IMAGES


def image(number):
    return bytes([number]) * IMAGE_SIZE_BYTES


def asked(path, method="GET"):
    """The status, the headers and the body of what is answered to this request; None where it was passed on."""
    passed, said = [], []

    async def app(scope, receive, send):
        passed.append(scope["path"])

    async def send(message):
        said.append(message)

    asking = Gallery(app)({"type": "http", "method": method, "path": path, "headers": []}, None, send)
    with ThreadPoolExecutor(1) as thread:  # beside whatever loop a test before this one has left running
        thread.submit(asyncio.run, asking).result()
    if passed:
        return None
    start, body = said
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body["body"]


# --- what is kept


def test_an_address_is_as_its_image_and_stands_on_any_page():
    one, other = images.address(image(1)), images.address(image(2))
    assert one != other
    assert images.address(bytes(bytearray(image(1)))) == one, "an equal image is the same image"
    assert one.startswith("images/"), "it is found from every page, whatever the path of the app"


def test_they_are_bounded_by_bytes_and_what_was_drawn_longest_ago_goes(kept):
    kept.limit = 4 * IMAGE_SIZE_BYTES
    addresses = [images.address(image(number)) for number in range(4)]
    images.address(image(0))  # a page that shows it has run again
    addresses.append(images.address(image(4)))
    there = [asked(f"/{address}")[0] == 200 for address in addresses]
    assert there == [True, False, True, True, True]
    assert (len(kept), kept.weight) == (4, 4 * IMAGE_SIZE_BYTES)
    for number in range(200):
        images.address(image(number))
        assert kept.weight <= kept.limit


def test_an_image_that_is_asked_for_again_weighs_once(kept):
    for _ in range(5):
        images.address(image(1))
    assert (len(kept), kept.weight) == (1, IMAGE_SIZE_BYTES)


def test_one_larger_than_all_may_be_is_there_until_the_next_comes(kept):
    kept.limit = IMAGE_SIZE_BYTES // 2
    first = images.address(image(1))
    assert asked(f"/{first}")[0] == 200
    images.address(image(2))
    assert asked(f"/{first}")[0] == 404
    assert (len(kept), kept.weight) == (1, IMAGE_SIZE_BYTES)


# --- how it is served


@pytest.mark.parametrize("base", ["", "/classroom", "/deep/under"])
def test_it_is_served_to_be_kept_for_good(base):
    status, headers, body = asked(f"{base}/{images.address(image(1))}")
    assert (status, body) == (200, image(1))
    assert headers["content-type"] == "image/webp"
    assert headers["content-length"] == str(IMAGE_SIZE_BYTES)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


def test_who_asks_for_its_headers_gets_those():
    address = images.address(image(1))
    (status, headers, body), whole = asked(f"/{address}", "HEAD"), asked(f"/{address}")
    assert (status, headers, body) == (200, whole[1], b"")


def odd_names():
    name = images.address(image(1)).removeprefix("images/").removesuffix(".webp")
    return {
        "other": f"{'0' * 32}.webp",
        "capitals": f"{name.upper()}.webp",
        "longer": f"{name}0.webp",
        "shorter": f"{name[:-1]}.webp",
        "no ending": name,
        "another ending": f"{name}.png",
        "a line more": f"{name}.webp\n",
        "other digits": f"{name[:-1]}\u0661.webp",
        "nothing": "",
        "up": "..",
        "a file": "app.py",
        "null": f"{name}\0.webp",
    }


@pytest.mark.parametrize("odd", odd_names())
def test_by_any_other_name_there_is_nothing(odd):
    answer = asked(f"/images/{odd_names()[odd]}")
    assert answer is not None
    status, headers, body = answer
    assert (status, body, headers["cache-control"]) == (404, b"no such image", "no-store")


@pytest.mark.parametrize(("path", "method"), [("/", "GET"), ("/images", "GET"), ("/regression", "GET"), ("", "POST")])
def test_what_is_no_image_is_passed_on(path, method):
    assert asked(path or f"/{images.address(image(1))}", method) is None


# --- with the pages


def test_a_page_that_runs_again_keeps_its_image_though_the_result_is_remembered(kept, monkeypatch):
    monkeypatch.setattr(memory, "MEMORY", Memory())
    record = PRESETS["B6"].record
    address = results.ground(record, 60)
    assert asked(f"/{address}")[2] == results.ground_picture(record, 60)
    kept.limit = 0
    images.address(image(1))
    assert asked(f"/{address}")[0] == 404
    assert results.ground(record, 60) == address
    assert asked(f"/{address}")[0] == 200, "what is remembered are the bytes, not the address"


@pytest.mark.parametrize(
    ("page", "preset", "view", "maps"),
    [
        ("misty_mountain", "B6", "descend", 1),
        ("misty_mountain", "B6", "starts", 1),
        ("misty_mountain", "B5", "race", 1),
        ("misty_mountain", "B7", "momentum", 1),
        ("regression", "C3", "descend", 1),
        ("regression", "C1", "by_hand", 1),
        ("regression", "C1", "batches", 1),
        ("regression", "C4", "scale", 2),
        ("sine_mlp", "D1", "landscape", 1),
    ],
)
def test_every_whole_map_of_a_page_is_a_file(page, preset, view, maps):
    told = {"guessed": "true"} if view == "by_hand" else {"hide": "guess"}
    shown = visit.visit(page, preset=preset, lens=view, **told).pictures
    data = [picture.data["map"] for picture in shown.values() if "map" in picture.data]
    assert len(data) == maps
    for columns in data:
        status, _, body = asked(f"/{columns['url'][0]}")
        assert status == 200
        assert body[8:12] == b"WEBP"


def test_a_class_that_draws_anew_does_not_lose_what_is_about_to_be_fetched():
    assert IMAGES_BYTES > 200 * 2 * 60_000, "two maps of each of two hundred"


def test_a_student_fetches_it_once_as_a_browser_does(app):
    async def look():
        student = Student(urlsplit(app).netloc)
        first = await student.arrive("misty_mountain", "preset=B6&lens=descend&floor=lab")
        fetched = {*student.images}
        rate = next(widget for widget in student.widgets.values() if widget.key == "misty_mountain.lr")
        second = await student.touch(rate, "0.0123")
        again = await student.reload()
        after = {*student.images}
        size = len(await student._get(next(iter(fetched))))
        absent = (await student._get(f"images/{'0' * 32}.webp")).partition(b"\r\n")[0]
        await student.leave()
        return first, second, again, fetched, after, size, absent

    with ThreadPoolExecutor(1) as thread:
        first, second, again, fetched, after, size, absent = thread.submit(asyncio.run, look()).result()
    assert first.wrong == second.wrong == again.wrong == ()
    assert len(fetched) == 1
    assert after == fetched
    assert 20_000 < size < first.bytes
    assert second.bytes < first.bytes - size, "the rate is another, the ground is not"
    assert again.bytes < first.bytes - size + 2000, "it is kept when the page is loaded anew"
    assert b" 404 " in absent


def test_a_student_misses_what_is_not_there(app):
    async def look():
        student = Student(urlsplit(app).netloc)
        await student.arrive("slope_explorer", "preset=A4")
        student._named.add(f"images/{'0' * 32}.webp")
        answer = await student.ask()
        await student.leave()
        return answer.wrong

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, look()).result() == (f"images/{'0' * 32}.webp is not there",)
