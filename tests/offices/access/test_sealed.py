"""Secrets of second factors at rest: authenticated, under a key that can be changed."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from offices.access import sealed
from offices.access.sealed import seal, unseal
from tests.cast import Cast
from tests.offices.access.test_second_factor import ASKED, code, set_up, with_password

SECRET = "JBSWY3DPEHPK3PXP"


def test_the_same_is_sealed_otherwise_each_time_and_read_again() -> None:
    first, second = seal(SECRET), seal(SECRET)
    assert first != second
    assert unseal(first) == unseal(second) == SECRET
    assert SECRET not in first


def test_what_was_changed_is_not_read() -> None:
    whole = seal(SECRET)
    for place in range(2, len(whole), 7):
        other = "A" if whole[place] != "A" else "B"
        with pytest.raises(ValueError, match="changed since"):
            unseal(whole[:place] + other + whole[place + 1 :])


def test_another_key_reads_nothing_unless_the_former_is_named(settings: Any) -> None:
    whole, former = seal(SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of the installation"
    with pytest.raises(ValueError, match="another key"):
        unseal(whole)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(whole) == SECRET


def test_what_was_sealed_in_the_former_way_is_read() -> None:
    assert unseal(sealed._former().encrypt(SECRET.encode()).decode()) == SECRET


def test_after_sealing_anew_the_former_key_is_needed_no_more(cast: Cast, settings: Any, capsys: Any) -> None:
    secret, recovery = set_up(with_password(cast.staff))
    row = Authenticator.objects.get(user_id=cast.staff.pk, type="totp")
    Authenticator.objects.filter(pk=row.pk).update(data={"secret": sealed._former().encrypt(secret.encode()).decode()})
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of the installation"
    call_command("reseal")
    assert "sealed anew: 2." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    for shown in (code(secret), recovery[0]):
        client = with_password(cast.staff)
        client.post(ASKED, {"code": shown})
        assert client.get("/").status_code == 200
