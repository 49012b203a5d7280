"""What the launcher refuses before it starts anything: each refusal names what is wrong and the way out."""

import os
import socket
import stat
from pathlib import Path

import pytest

from peaceapp.launch import checks
from peaceapp.launch.terminal import Refused, refuse_other_pythons


def test_port_that_another_program_holds_is_refused_by_number_and_variable():
    with socket.create_server((checks.HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Refused, match=rf"Port {port} is taken.*PEACEAPP_PORT="):
            checks.refuse_taken_port(port)


def test_port_that_was_just_left_is_accepted():
    with socket.create_server((checks.HOST, 0)) as other:
        port = other.getsockname()[1]
    checks.refuse_taken_port(port)
    with socket.create_server((checks.HOST, port)) as again:
        assert again.getsockname()[1] == port


@pytest.mark.parametrize("written", ["", "web", "0", "65536", "-1", "80.5"])
def test_port_that_is_no_port_is_refused(written):
    with pytest.raises(Refused, match="PEACEAPP_PORT"):
        checks.read_port(written)


def test_port_is_read():
    assert checks.read_port("8000") == 8000


def test_data_folder_is_created(tmp_path):
    checks.refuse_unwritable(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_data_folder_below_a_file_is_refused_with_its_path(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match=r"file/var cannot be written to.*PEACEAPP_DATA="):
        checks.refuse_unwritable(tmp_path / "file" / "var")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere, whatever a folder's rights say")
def test_data_folder_without_the_right_to_write_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Refused, match="cannot be written to"):
        checks.refuse_unwritable(tmp_path)


def test_second_instance_on_the_same_data_is_refused_and_names_the_first(tmp_path):
    first = checks.lock_folder(tmp_path)
    with pytest.raises(Refused, match=rf"already runs.*process {os.getpid()}.*PEACEAPP_DATA="):
        checks.lock_folder(tmp_path)
    first.close()
    checks.lock_folder(tmp_path).close()


def test_lock_left_by_an_instance_that_was_killed_holds_nobody_back(tmp_path):
    (tmp_path / "run.lock").write_text("4711\n")
    with checks.lock_folder(tmp_path):
        assert (tmp_path / "run.lock").read_text() == f"{os.getpid()}\n"


def test_kept_secret_is_the_same_again_and_for_its_owner_only(tmp_path: Path):
    path = tmp_path / "secret-key"
    first = checks.read_or_create_secret(path, 50)
    assert len(first) >= 50
    assert checks.read_or_create_secret(path, 50) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 12, 1), (2, 7, 18)])
def test_another_python_is_refused_by_version_and_remedy(version):
    with pytest.raises(Refused, match=rf"needs Python 3\.11; this is {version[0]}\.{version[1]} .*PYTHON="):
        refuse_other_pythons(version)


def test_the_right_python_is_accepted():
    assert refuse_other_pythons((3, 11, 0)) is None


def test_secret_that_is_given_is_kept_for_later_starts(tmp_path: Path):
    path = tmp_path / "demo-password"
    assert checks.read_secret(path) == ""
    first = checks.read_or_create_secret(path, 12)
    assert checks.read_or_create_secret(path, 12, "given-now") == "given-now" != first
    assert checks.read_or_create_secret(path, 12) == checks.read_secret(path) == "given-now"
    assert path.stat().st_mode & 0o777 == 0o600
