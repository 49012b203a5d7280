"""Whom the provider knows, and those of its people about whom it lies, each in a way of their own."""

import json
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpRequest, HttpResponse

PASSWORD, CLIENT, SECRET = "the password at the provider", "peaceapp", "a secret between the two of them"
STAFF = "Lead.Staff@example.org"
PEOPLE = {
    "honest": STAFF,
    "again": STAFF,
    "unverified": STAFF,
    "stranger": "stranger@example.org",
    "shared": "shared@example.org",
    "leaver": "leaver@example.org",
    "past": "past@example.org",
    "nameless": "",
}
IN_CLAIMS: dict[str, dict[str, Any]] = {
    "wrong-nonce": {"nonce": "of another request"},
    "no-nonce": {"nonce": None},
    "wrong-audience": {"aud": "another client"},
    "for-another": {"aud": [CLIENT, "another"], "azp": "another"},
    "expired": {"exp": 1_700_000_000},
    "endless": {"exp": None},
    "wrong-issuer": {"iss": "https://evil.example"},
    "without-subject": {"sub": None},
    "long-subject": {"sub": "x" * 500},
    "odd-subject": {"sub": "a\x00b"},
}
IN_SIGNATURE = {"unsigned", "forged", "by-secret", "garbage", "without-token"}
IN_USERINFO = {"two-people"}
LIARS = {*IN_CLAIMS, *IN_SIGNATURE, *IN_USERINFO}
PEOPLE |= dict.fromkeys(LIARS, STAFF)
FOREIGN = rsa.generate_private_key(65537, 2048)


def userinfo(told: dict[str, Any], user: Any) -> dict[str, Any]:
    return told | {"email": user.email, "email_verified": user.username != "unverified"}


def subject(user: Any) -> str:
    return f"{user.username}-0001"


def claims(true: dict[str, Any], user: Any, **_: Any) -> dict[str, Any]:
    """As they are, or as the lie has it: signed all the same."""
    said = true | IN_CLAIMS.get(user.username, {})
    return {name: value for name, value in said.items() if value is not None}


def spoil(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lies that the provider itself is not able to tell, told in its answers to the app."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 200 or request.path.strip("/") not in {"token", "userinfo"}:
            return response
        said = json.loads(response.content)
        if "id_token" in said:
            _spoil_token(said)
        elif said["sub"].removesuffix("-0001") in IN_USERINFO:
            said["sub"] = "somebody else"
        return HttpResponse(json.dumps(said), content_type="application/json")

    return answer


def _spoil_token(said: dict[str, Any]) -> None:
    token = said["id_token"]
    payload = jwt.decode(token, options={"verify_signature": False})
    head = {"kid": jwt.get_unverified_header(token)["kid"]}
    match payload.get("sub", "").removesuffix("-0001"):
        case "unsigned":
            said["id_token"] = jwt.encode(payload, None, "none", head)
        case "forged":
            said["id_token"] = jwt.encode(payload, FOREIGN, "RS256", head)
        case "by-secret":
            said["id_token"] = jwt.encode(payload, SECRET, "HS256", head)
        case "garbage":
            said["id_token"] = "x.y.z"
        case "without-token":
            del said["id_token"]
