"""What this app has under `/api/v1/`."""

from django.urls import path

from offices.access.viewsets import Me, UserViewSet
from offices.directory.viewsets import OfficeViewSet
from offices.geography.viewsets import CountryViewSet
from offices.sources.viewsets import SourceViewSet
from offices.taxonomy.viewsets import KindViewSet, ThemeViewSet
from peaceapp.rest.routing import routes

urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    *routes("offices", OfficeViewSet),
    *routes("countries", CountryViewSet),
    *routes("kinds", KindViewSet),
    *routes("themes", ThemeViewSet),
    *routes("sources", SourceViewSet),
    *routes("users", UserViewSet),
]
