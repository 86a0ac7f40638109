"""Letters in the workspace's folder, whatever their rows say."""

from __future__ import annotations

import pytest

from casactl.delivery.folder import file_for


def test_a_letters_file_is_called_as_its_message_is() -> None:
    assert file_for("00000012.0a1b2c3d4e5f6071@office.casactl") == "00000012.0a1b2c3d4e5f6071.eml"


@pytest.mark.parametrize("named", ["../../VICTIM", "/etc/cron.d/x", "a\0b", "a\nb", "..", "", "ü/é@x"])
def test_S4_a_letters_file_stays_in_its_folder_whatever_a_row_calls_it(named: str) -> None:
    name = file_for(named)

    assert not set(name) & set("/\0\n")
    assert name.endswith(".eml")
