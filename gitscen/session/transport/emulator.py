"""moto's SQS and DynamoDB on the loopback, as a program: `python -m gitscen.session.transport.emulator`.

It prints its URL and serves until its standard input is closed, so that it ends with whoever started it, even a killed
one. Requests are served one at a time: moto's own receive is not safe against a second one at the same moment and may
give both the same message. So it wants short polls (`poll=short`, which is what the loopback gets). Needs moto[server].
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def serve() -> None:
    """Serve on a free port until standard input ends."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # moto has boto3 read a person's profile, and fails where that is not to be found
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app: Any = DomainDispatcherApplication(create_backend_app)
    one_at_a_time = threading.Lock()

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with one_at_a_time:
            return list(app(environ, start))

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    while os.read(sys.stdin.fileno(), 4096):
        pass


if __name__ == "__main__":
    serve()
