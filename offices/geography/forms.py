"""Widget for choosing countries."""

from typing import Any

from django import forms


class CountryTicks(forms.CheckboxSelectMultiple):
    """Check boxes for countries. The search field of the list also finds their other names (`app.js`)."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's option, with the other names of the country as a data attribute."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if names := getattr(getattr(value, "instance", None), "other_names", []):
            option["attrs"]["data-also"] = "; ".join(names)
        return option
