"""Secrets of second factors at rest: authenticated, under a key that can be changed."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from offices.signin import encryption
from offices.signin.encryption import decrypt_secret, encrypt_secret
from tests.cast import Cast
from tests.offices.signin.test_second_factor import ASKED, code, set_up, with_password

SECRET = "JBSWY3DPEHPK3PXP"


def test_the_same_is_sealed_otherwise_each_time_and_read_again() -> None:
    first, second = encrypt_secret(SECRET), encrypt_secret(SECRET)
    assert first != second
    assert decrypt_secret(first) == decrypt_secret(second) == SECRET
    assert SECRET not in first


def test_what_was_changed_is_not_read() -> None:
    whole = encrypt_secret(SECRET)
    for place in range(2, len(whole), 7):
        other = "A" if whole[place] != "A" else "B"
        with pytest.raises(ValueError, match="changed since"):
            decrypt_secret(whole[:place] + other + whole[place + 1 :])


def test_another_key_reads_nothing_unless_the_former_is_named(settings: Any) -> None:
    whole, former = encrypt_secret(SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of the installation"
    with pytest.raises(ValueError, match="another key"):
        decrypt_secret(whole)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert decrypt_secret(whole) == SECRET


def test_what_was_sealed_in_the_former_way_is_read() -> None:
    assert decrypt_secret(encryption._former().encrypt(SECRET.encode()).decode()) == SECRET


def test_after_sealing_anew_the_former_key_is_needed_no_more(cast: Cast, settings: Any, capsys: Any) -> None:
    secret, recovery = set_up(with_password(cast.staff))
    row = Authenticator.objects.get(user_id=cast.staff.pk, type="totp")
    Authenticator.objects.filter(pk=row.pk).update(
        data={"secret": encryption._former().encrypt(secret.encode()).decode()}
    )
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of the installation"
    call_command("reseal")
    assert "sealed anew: 2." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    for shown in (code(secret), recovery[0]):
        client = with_password(cast.staff)
        client.post(ASKED, {"code": shown})
        assert client.get("/").status_code == 200
