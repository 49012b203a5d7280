"""How countries are chosen in forms."""

from typing import Any

from django import forms


class CountryTicks(forms.CheckboxSelectMultiple):
    """A tick for each country. Typing narrows the list by its other names, too: `app.js` reads them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, with the other names of the country."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if names := getattr(getattr(value, "instance", None), "other_names", []):
            option["attrs"]["data-also"] = "; ".join(names)
        return option
