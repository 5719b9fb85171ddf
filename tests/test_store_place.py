"""Folders in which a database may be damaged are warned about."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoth.store import place


def test_a_cloud_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox (Team)" / "study"
    folder.mkdir(parents=True)
    assert "Dropbox (Team)" in place.risk(folder)


def test_a_network_drive_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    assert "network drive" in place.risk(tmp_path / "study")


def test_an_ordinary_folder_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    assert place.risk(tmp_path) == ""
