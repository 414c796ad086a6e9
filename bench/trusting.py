"""``python -m bench.trusting CA``: ``siharat serve`` that trusts the certificate of the bench's push service.

There is no setting for it, and should be none: whoever could change it could read every push.
"""

from __future__ import annotations

import os
import sys
from functools import partial

import pycurl

from siharat import parts, settings
from siharat.ring.channels.web_push import WebPush
from siharat.serve import server
from siharat.serve.speech import speak_on_stderr

if __name__ == "__main__":
    parts.WebPush = partial(WebPush, curl_options={pycurl.CAINFO: sys.argv[1]})  # type: ignore[assignment,misc]
    speak_on_stderr()
    listening = server.listen("127.0.0.1", 0)
    server.run(settings.load(os.environ), listening, lambda: print(listening.getsockname()[1], flush=True))
