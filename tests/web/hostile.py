"""What nobody types by mistake."""

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
TEMPLATE = "{{7191*7}}${7191*7}<%= 7191*7 %>"
EVALUATED = "50337"
SQL = "x'; DROP TABLE learner; --"
NUL = "阿芳\0"
BIDI = "\u202egnahZ\u202c"
ZERO_WIDTH = "阿\u200b芳"
CONTROL = "阿\x1b[31m芳"
LONG = "芳" * 3000
SURROGATE = "%ED%A0%80"
EMOJI = "👩\u200d👧"
SWELLING = "ﷺ" * 40

TEXTS = (
    MARKUP,
    TEMPLATE,
    SQL,
    NUL,
    BIDI,
    ZERO_WIDTH,
    CONTROL,
    LONG,
    EMOJI,
    SWELLING,
    "\r\nSet-Cookie: a=b",
    "../../etc",
    "%s%n",
    ".",
)

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "HTTPS:evil.example",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\n//evil.example",
    "/\r\nSet-Cookie: a=b",
    "evil.example",
    "zh/me",
    "@evil.example",
    "/\u2028/evil.example",
    "/" + "a" * 400,
)
