"""How the web server runs, wherever it is started: by `make run`, or by the supervisor of a real installation."""

worker_class = "peaceapp.launch.serving.Worker"
workers = 2
threads = 64  # most of them wait for clients; `serving.WORKING` says how many work
worker_connections = 500
timeout = 60
graceful_timeout = 8
keepalive = 5
sendfile = False  # so that a slow reader of a file is cut, too
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
forwarded_allow_ips = ""  # nobody's headers are believed here: whether a proxy's are is a setting of the application
secure_scheme_headers: dict[str, str] = {}
proc_name = "peaceapp"
logger_class = "peaceapp.launch.serving.ServerLogger"


def on_starting(_server: object) -> None:
    """Refuse unsafe settings once, before any worker is there; and share the allocator's pools from the beginning."""
    import os

    share_memory()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
    from peaceapp.settings_checks import refuse_unsafe  # after the settings are named: it reads them

    refuse_unsafe(is_serving=True)


def share_memory() -> None:
    """Let all threads of a process allocate from two pools, and give back what is free at a pool's end.

    glibc makes up to eight pools for each core, one for each thread that meets another one. What a large request leaves
    in them no other pool can use, so that a process of 64 threads keeps the peak of each. Children inherit it.
    """
    import ctypes
    import sys

    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):  # not every Linux has glibc
        library.mallopt(M_ARENA_MAX, 2)
        library.mallopt(M_TRIM_THRESHOLD, 1024 * 1024)


M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
"""As malloc.h has them."""
