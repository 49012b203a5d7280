"""The provider as a process: `python -m tests.identity PORT CALLBACK…`."""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402  (Django must be set up first)
from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import get_internal_wsgi_application, run  # noqa: E402
from oidc_provider.models import Client, ResponseType  # noqa: E402

from tests.identity.lies import CLIENT, PASSWORD, PEOPLE, SECRET  # noqa: E402


def prepare(callbacks: list[str]) -> None:
    """Tables, a key, one client and the people."""
    call_command("migrate", verbosity=0)
    call_command("creatersakey")
    client = Client(name="PeaceApp", client_id=CLIENT, client_secret=SECRET, jwt_alg="RS256", reuse_consent=False)
    client.redirect_uris = callbacks
    client.save()
    client.response_types.set(ResponseType.objects.filter(value="code"))
    for name, email in PEOPLE.items():
        User.objects.create_user(name, email, PASSWORD)


if __name__ == "__main__":
    prepare(sys.argv[2:])
    run("127.0.0.1", int(sys.argv[1]), get_internal_wsgi_application(), threading=True)
