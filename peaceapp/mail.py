"""Letters: short, without content of the register, because a mailbox is under no rule. They say where to look."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import override

from peaceapp.errors import Text


def write_to(address: str, subject: Text, text: Text) -> bool:
    """Send a letter in the installation's language; whether there was an address. Raises what the server raises."""
    if not address:
        return False
    with override(settings.LANGUAGE_CODE):
        home = settings.HOME_ADDRESS
        send_mail(f"PeaceApp: {subject}", f"{text}\n\n{home}\n", None, [address])
    return True
