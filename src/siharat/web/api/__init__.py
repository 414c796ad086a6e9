"""The documented API. Two of its doors are bare ASGI, because a life hangs on their speed: the press
(``press.py``) and the event stream (``stream.py``); the rest is Litestar."""
