"""Give this plugin a name of its own, once: ``python rename.py night-clinic``. The script is gone afterwards."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLD = "medgroup_clinic"
#: What the README says only until then.
TEMPORARY = r"(?s)<!-- until it is renamed -->.*<!-- it is renamed -->\n\n"


def main(name: str) -> None:
    """Put the name, lower-case words with hyphens, in place of ``clinic`` in every file and in the package's name."""
    if not re.fullmatch("[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        sys.exit(f"rename: {name!r} is no lower-case word, nor several with hyphens, as single-specialty")
    words = name.split("-")
    new = {
        OLD: f"medgroup_{'_'.join(words)}",
        "TestClinic": f"Test{''.join(map(str.capitalize, words))}",
        "CLINIC-": f"{name.upper()}-",
        "CLINIC": "_".join(words).upper(),
        "Clinic": " ".join(words).capitalize(),
        "clinic": name,
    }
    for path in (HERE / "pyproject.toml", HERE / "README.md", *HERE.glob("src/*/*.py"), *HERE.glob("tests/*.py")):
        text = re.sub(TEMPORARY, "", path.read_text(encoding="utf-8"))
        path.write_text(re.sub("|".join(new), lambda found: new[found[0]], text), encoding="utf-8")
    (HERE / "src" / OLD).rename(HERE / "src" / new[OLD])
    Path(__file__).unlink()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python rename.py NAME")
    main(sys.argv[1])
