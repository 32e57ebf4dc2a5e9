"""Pages that are whole in themselves, such as a card: served as they are, with a way back and their own policy."""

from __future__ import annotations

import re
from html import escape, unescape

from peel_ml.review.answers import Download

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
_TOP = re.compile(r'<div class="?first"?>')


def own_page(page: str, href: str, words: str) -> Download:
    """Return a page in the card's look, with a link back.

    Parameters
    ----------
    page : str
        The page, which names its own content policy: its style and script by their digests, and nothing else. The
        answer carries the same policy, so that it holds before the first byte of the page is read.
    href, words : str
        Where the link back leads, and what it says.
    """
    found = _POLICY.search(page)
    if found is None or not _TOP.search(page):
        raise ValueError("the page names no content policy of its own, or has no top")
    back = f'<p class="cap"><a href="{escape(href)}">‹ {escape(words)}</a></p>'
    policy = f"{unescape(found[1])}; frame-ancestors 'none'"
    content = _TOP.sub(lambda top: top[0] + back, page, count=1).encode()
    return Download(content, "text/html; charset=utf-8", policy=policy)
