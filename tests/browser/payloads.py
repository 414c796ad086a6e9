"""What people type who want our pages to run it. Each would set ``pwned`` in the page that does."""

from __future__ import annotations

from itertools import product

KINDS = (
    "<script>{}</script>",
    "<script src=data:text/javascript,{}></script>",
    "<img src=x onerror={}>",
    '"><img src=x onerror="{}">',
    "'><img src=x onerror='{}'>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<body onload={}>",
    "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
    "<iframe src=javascript:parent.{}></iframe>",
    "<object data=javascript:{}></object>",
    "<embed src=javascript:{}>",
    "<a href=javascript:{} autofocus onfocus={}>x</a>",
    "<input autofocus onfocus={}>",
    "<details open ontoggle={}>x</details>",
    "<video><source onerror={}></video>",
    "<math><mtext><img src=x onerror={}></mtext></math>",
    "</textarea><script>{}</script>",
    "</title><script>{}</script>",
    "</script><script>{}</script>",
    "--></script><script>{}//",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<base href=javascript:{}//>",
    "<style>@import 'javascript:{}'</style><x style=animation-name:x onanimationstart={}>",
    "<form action=javascript:{}><button id=x autofocus></form>",
    "\" onmouseover=\"{}\" style=\"position:fixed;inset:0\" x=\"",
    "' onpointerdown='{}' x='",
    "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}`+{}+`",
    "javascript:{}",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "&lt;script&gt;{}&lt;/script&gt;&#60;img src=x onerror={}&#62;",
    "%3Cscript%3E{}%3C/script%3E",
    "\u2028{}\u2029//<!--",
    "+ADw-script+AD4-{}+ADw-/script+AD4-",
)
DEEDS = ("pwned=1", "window.pwned=1", "alert(1)", "top.pwned=1")
DISGUISES = (
    lambda text: text,
    str.upper,
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace("<", "<\x0b").replace("=", "\t="),
)

ONE_OF_EACH = [kind.format(*["pwned=1"] * 2) for kind in KINDS]
ALL = list(dict.fromkeys(disguise(kind.format(deed, deed)) for kind, deed, disguise
                         in product(KINDS, DEEDS, DISGUISES)))
