"""gunicorn configuration, for `make run` and for the supervisor of a production installation."""

worker_class = "peaceapp.launch.serving.Worker"
workers = 2
threads = 64  # most threads wait for clients; `serving.MAX_RUNNING` limits the requests that run
worker_connections = 500
timeout = 60
graceful_timeout = 8
keepalive = 5
sendfile = False  # `sendfile` would bypass the time limit for slow readers
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
forwarded_allow_ips = ""  # gunicorn trusts no proxy headers; the setting BEHIND_PROXY decides in Django
secure_scheme_headers: dict[str, str] = {}
proc_name = "peaceapp"
logger_class = "peaceapp.launch.serving.ServerLogger"


def on_starting(_server: object) -> None:
    """Refuses unsafe settings once, before any worker starts, and limits the memory pools of malloc."""
    import os

    share_memory()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
    from peaceapp.settings_checks import refuse_unsafe  # after the settings are named: it reads them

    refuse_unsafe(is_serving=True)


def share_memory() -> None:
    """Limits malloc to two memory pools for all threads, and returns free memory at the end of a pool.

    glibc creates up to eight pools per core. Memory freed in one pool cannot be used by another, so that a process with
    64 threads would keep the peak of each. Child processes inherit the setting.
    """
    import ctypes
    import sys

    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):  # not every Linux has glibc
        library.mallopt(M_ARENA_MAX, 2)
        library.mallopt(M_TRIM_THRESHOLD, 1024 * 1024)


M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
"""Constants of malloc.h."""
