"""Settings come from the environment, and secrets stay out of what is printed."""

from pathlib import Path

import pytest

from analytics.errors import SettingsError
from analytics.settings import Settings, data_dir_option


def test_tokens_are_read_and_never_shown() -> None:
    settings = Settings.from_env(
        {"CRIME_SOCRATA_APP_TOKEN": "s3cret", "CRIME_ARCGIS_TOKEN": "s3cret"}
    )
    assert (settings.socrata_app_token, settings.arcgis_token) == ("s3cret", "s3cret")
    assert "s3cret" not in repr(settings)


def test_token_left_empty_is_no_token() -> None:
    settings = Settings.from_env({"CRIME_SOCRATA_APP_TOKEN": "", "CRIME_ARCGIS_TOKEN": ""})
    assert settings == Settings()


def test_commands_are_told_a_data_folder_that_is_not_the_usual_one() -> None:
    assert data_dir_option(Path("data")) == ""
    assert data_dir_option(Path("trial/data")) == " --data-dir trial/data"
    assert data_dir_option(Path("my data")) == " --data-dir 'my data'"


def test_misspelled_setting_is_named_with_those_that_exist() -> None:
    with pytest.raises(
        SettingsError, match=r"unknown setting CRIME_SOCRATA_TOKEN: .*CRIME_SOCRATA_APP_TOKEN"
    ):
        Settings.from_env({"CRIME_SOCRATA_TOKEN": "s3cret"})
