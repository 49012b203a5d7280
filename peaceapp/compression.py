"""Compression of answers."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressUntagged(GZipMiddleware):
    """Compresses answers, except those with a strong ETag.

    Django makes the ETag of a compressed answer weak, and If-Match takes strong tags only (decision 16): a client that
    accepts gzip could never send the tag that it was given.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leaves an answer with a strong ETag as it is."""
        if response.headers.get("ETag", "").startswith('"'):
            return response
        return super().process_response(request, response)
