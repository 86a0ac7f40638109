"""What is given out, into dist/: `python tools/dist.py` (wheel, sdist, SBOM, checksums) or `… zipapp` (one file).

The versions of everything that is not casactl's own come from uv.lock, hashes included. Nothing here asks the clock,
so that the same checkout gives the same bytes: the wheel and the sdist are built twice and compared.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
BIN = Path(sys.executable).parent
EXPORT = ("export", "--quiet", "--locked", "--no-dev", "--no-emit-project")
ABOUT_THIS_RUN = ("serialNumber",)
"""What differs between two bills of the same materials."""


def main() -> None:
    """Write what the command line asks for."""
    zipped = sys.argv[1:] == ["zipapp"]
    with tempfile.TemporaryDirectory() as scratch:
        first, second = Path(scratch, "1"), Path(scratch, "2")
        _build(first)
        if zipped:
            _zipapp(first, Path(scratch, "site"))
            return
        _build(second)
        for path in sorted(first.iterdir()):
            if not filecmp.cmp(path, second / path.name, shallow=False):
                sys.exit(f"{path.name} came out differently the second time")
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(first, DIST)
    version = next(DIST.glob("*.whl")).name.split("-")[1]
    (DIST / f"casactl-{version}.cdx.json").write_text(json.dumps(_bill(version), indent=2) + "\n", encoding="utf-8")
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(DIST.iterdir())]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    print(*sums, sep="", end="")


def _build(folder: Path) -> None:
    """The sdist, and the wheel built from what it holds, as somebody who has only the sdist would."""
    folder.mkdir()
    _run(BIN / "python", "-m", "hatchling", "build", "--target", "sdist", "--directory", folder)
    (sdist,) = folder.iterdir()
    with tempfile.TemporaryDirectory() as unpacked:
        shutil.unpack_archive(sdist, unpacked, filter="data")
        (source,) = Path(unpacked).iterdir()
        _run(BIN / "python", "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=source)


def _bill(version: str) -> dict[str, object]:
    """The materials in CycloneDX's form: all that casactl and its extras may bring along, with hashes."""
    told = _run(BIN / "uv", *EXPORT, "--all-extras", "--format", "cyclonedx1.5", "--preview-features", "sbom-export")
    bill: dict[str, object] = {key: value for key, value in json.loads(told).items() if key not in ABOUT_THIS_RUN}
    about = bill["metadata"]
    assert isinstance(about, dict)
    del about["timestamp"]
    about["component"] |= {"type": "application", "version": version, "purl": f"pkg:pypi/casactl@{version}"}
    return bill


def _zipapp(built: Path, site: Path) -> None:
    """casactl and all that it needs in one file, for this version of Python on this kind of machine."""
    needed = built / "needed.txt"
    _run(BIN / "uv", *EXPORT, "--extra", "postgres", "--output-file", needed)
    install = (BIN / "python", "-m", "pip", "install", "-qq", "--no-compile", "--target", site, "--no-deps")
    _run(*install, "--require-hashes", "-r", needed)
    _run(*install, next(built.glob("*.whl")))
    DIST.mkdir(exist_ok=True)
    _run(BIN / "shiv", "--site-packages", site, "--console-script", "casactl", "--reproducible", "--compile-pyc",
         "--compressed", "--output-file", DIST / "casactl.pyz")  # fmt: skip
    print(f"{_sha256(DIST / 'casactl.pyz')}  casactl.pyz")


def _run(*words: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{Path(words[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
