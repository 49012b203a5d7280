"""Anything in an address's parameters and in any field of any form of any page: never a fault of ours, nor a leak."""

import random
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction

from tests.access.oracle import Truth
from tests.access.questions import Pool, Question, reads
from tests.access.stand import Actor, Stand, content, may_show, shown
from tests.access.twins import hidden_from, named
from tests.contracts.forms import filled, forms_in
from tests.count import counted
from tests.pages.test_bad_input import BAD

WHO = [
    "lead.manager", "lead.staff", "lead.administrator", "near.staff", "team.member", "root", "lead.auditor", "nobody",
]  # fmt: skip
NAMES = ["q", "ordering", "cursor", "before", "after", "page", "p", "o", "e", "_popup", "next", "status", "office"]
"""Parameters that pages and the admin read; every control of a page's own forms besides."""


def anything(draw: random.Random) -> str:
    """Something that nobody would type, or signs drawn from all of Unicode."""
    if draw.random() < 0.5:
        return draw.choice(BAD)
    return "".join(chr(draw.choice([draw.randrange(0x20), draw.randrange(0xD7FF), 0xE000])) for _ in range(8))


def fuzz(stand: Stand, actor: Actor, draw: random.Random, share: float, record: Any) -> None:
    """Every page with odd parameters; every form on it with one odd field, and with nothing but odd ones."""
    pool, may = Pool(draw, named(hidden_from(actor))), may_show(Truth(), actor)
    pages = [one for one in reads(pool, lambda at: not at.is_api) if one.method == "get" and "?" not in one.path]
    wrong, sent = [], 0

    def judge(question: Question, said: Any) -> None:
        nonlocal sent
        sent += 1
        if said.status_code >= 500 or shown(said) - may - question.marks:
            wrong.append(f"{actor.name}: {question} {said.status_code}")

    with transaction.atomic(), stand.asking(actor) as ask:
        for page in pages:
            if draw.random() > share:
                continue
            _, plain = ask(page)
            forms = [one for one in forms_in(content(plain)) if "logout" not in one.action]
            names = [*NAMES, *(name for form in forms if form.method == "get" for name in form.controls)]
            for name in draw.sample(names, 2):
                odd = anything(draw)
                question = Question("get", f"{page.path}?{quote(name)}={quote(odd, errors='replace')}")
                judge(question, ask(question)[1])
            for form in [one for one in forms if one.method == "post"][:6]:
                one = filled(form, draw)
                for fields in ([draw.choice(sorted(one))] if one else [], list(one)):
                    question = Question("post", form.at(page.path), one | {name: anything(draw) for name in fields})
                    judge(question, ask(question)[1])
        transaction.set_rollback(True)
    counted(record, "fuzzing of pages", requests=sent, roles=1, wrong=len(wrong))
    assert not wrong, "\n".join(wrong[:20])
    assert sent


def test_some_pages_take_anything(stand: Stand, draw: random.Random, record_property: Any) -> None:
    for name in ("lead.manager", draw.choice(WHO)):
        fuzz(stand, stand.actors[name], draw, 0.06, record_property)


@pytest.mark.prove
@pytest.mark.parametrize("name", WHO)
def test_every_page_takes_anything(stand: Stand, draw: random.Random, name: str, record_property: Any) -> None:
    fuzz(stand, stand.actors[name], draw, 0.4, record_property)
