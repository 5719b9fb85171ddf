"""What verifying says of files that transcripts came from."""

from __future__ import annotations

import zipfile
from pathlib import Path

from quoth import store
from quoth.cli import run
from quoth.session.folder import set_up


def test_a_document_from_an_archive_is_not_called_moved_or_deleted(tmp_path: Path) -> None:
    made = tmp_path / "project"
    (made / "transcripts").mkdir(parents=True)
    (made / "codebook.yaml").write_text("codes:\n  - {id: paid, label: Paid}\n", encoding="utf-8")
    (made / "transcripts" / "gone.txt").write_text("Dana: We paid.\n", encoding="utf-8")
    set_up(made)
    (made / "transcripts" / "gone.txt").unlink()
    for archive in (tmp_path / "outside.zip", made / "transcripts" / "inside.zip"):
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr(f"a/{archive.stem}.txt", "Dana: We waited.\n")
        assert run(["--as", "ann", "-C", str(made), "import", str(archive)]) == 0
    project = store.opened(made)
    assert list(store.check_sources(project)) == [("gone", "transcripts/gone.txt", "missing")]
    store.close(project)
