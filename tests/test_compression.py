"""What goes to the browsers is compressed as ``pages.ui.compression`` says, and arrives whole."""

from __future__ import annotations

import zlib
from urllib.parse import urlsplit

from uvicorn.protocols.websockets import websockets_sansio_impl as uvicorn_websockets
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from pages.ui.compression import QUICK, compress_quickly

SAID = b"".join(b"a page says %d, and says it again; " % number for number in range(2000))


def test_the_server_answers_so(app):
    with connect(f"ws://{urlsplit(app).netloc}/_stcore/stream", subprotocols=["streamlit"]) as visit:
        agreed = visit.response.headers["Sec-WebSocket-Extensions"]
    assert f"server_max_window_bits={QUICK['server_max_window_bits']}" in agreed


def test_what_is_sent_is_packed_with_these_settings(monkeypatch):
    monkeypatch.setattr(uvicorn_websockets, "ServerPerMessageDeflateFactory", None)
    compress_quickly()
    as_uvicorn_asks = {"server_max_window_bits": 12, "client_max_window_bits": 12, "compress_settings": {"memLevel": 5}}
    factory = uvicorn_websockets.ServerPerMessageDeflateFactory(**as_uvicorn_asks)
    _, extension = factory.process_request_params([("client_max_window_bits", None)], [])
    packed = extension.encode(Frame(Opcode.BINARY, SAID))
    settings = QUICK["compress_settings"]
    alone = zlib.compressobj(settings["level"], zlib.DEFLATED, -QUICK["server_max_window_bits"], settings["memLevel"])
    assert packed.data == (alone.compress(SAID) + alone.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")
    assert extension.remote_max_window_bits == as_uvicorn_asks["client_max_window_bits"], "the rest is as asked"
