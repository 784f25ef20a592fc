"""settings.md: the mission's settings with their defaults, and the environment."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

from reference_pages.texts import SOURCE, flat

#: What each variable of the environment means. A variable that the program reads and that is not here fails the check.
ENVIRONMENT = {
    "DATABASE_URL": "`postgresql://user:password@host:port/name` keeps the mission's tables in PostgreSQL. "
    "Unset: in `mission.db`. Exhibits and releases stay in the folder either way.",
    "JAVA_HOME": "Where Java is, for linking on Spark. Default: the `java` on the PATH.",
    "TAWTHIQ_HOSTS": "Names under which pages may be asked for, separated by commas. Default: this machine only.",
    "TAWTHIQ_INTO": "Code of the compartment that what the command line brings in lies in; the same as `--into`.",
    "TAWTHIQ_MEMBER": "Sign-in name the command line acts as; the same as `--as`.",
    "TAWTHIQ_MISSION": "The mission's folder; the same as `--mission`.",
    "TAWTHIQ_EXHIBITS": "Where exhibits are kept instead of the mission's folder: `s3://BUCKET/PREFIX?endpoint=URL` "
    "(extra `tawthiq[s3]`; credentials as everywhere with S3).",
    "TAWTHIQ_LEDGER_KEYS": "The folder of the keys that sign ledgers. Default: the state folder.",
    "TAWTHIQ_PASSPHRASE": "Passphrase for `init` and `members --add`, for scripts that cannot be asked.",
    "TAWTHIQ_SECRET_KEY": "The key that signs sessions. Default: made once and kept outside the mission, "
    "in the state folder of the account that serves it.",
    "TAWTHIQ_TLS": "`1` says that a TLS proxy stands before the server: cookies are then sent over TLS only.",
    "XDG_CACHE_HOME": "Where the machine code of linking is kept when the program's own folder cannot be written to. "
    "Default: `~/.cache`. It holds no data.",
    "XDG_STATE_HOME": "The state folder. Default: `~/.local/state`.",
}


def environment_names() -> set[str]:
    """Variables of the environment that the program reads."""
    pattern = re.compile(r"(?:environ(?:\.get\(|\[)\s*|envvar=)\"([A-Z_]+)\"")
    return {name for file in SOURCE.rglob("*.py") for name in pattern.findall(file.read_text(encoding="utf-8"))}


def settings_page() -> str:
    """The mission's settings with their defaults, and the environment."""
    from tawthiq.intake.limits import Limits
    from tawthiq.keeping.opening import Mandate, Mission, Policies

    if missing := environment_names() - set(ENVIRONMENT):
        raise SystemExit(
            f"These variables are not described in scripts/reference_pages/settings.py: {', '.join(sorted(missing))}"
        )
    meanings = (
        _field_words(Policies)
        | _field_words(Limits)
        | {
            "name": "The mission's name, as pages and reports show it.",
            "name_ar": "Its name in Arabic.",
            "backup_recipients": "Public age keys of the key-holders that backups are sealed to.",
            "is_demo": "Whether it is the sample mission, in which nobody exists.",
            "languages": "Languages of its reports.",
            "what": "What the mission documents.",
            "where": "Where.",
            "since": "Since when, as YYYY-MM-DD.",
        }
    )
    lines = [
        "# Settings",
        "",
        "## mission.toml",
        "",
        "Every setting of the mission's file. Unknown ones are refused.",
        "",
    ]
    for title, kind in (("", Mission), ("[mandate]", Mandate), ("[policies]", Policies), ("[limits]", Limits)):
        own = [field for field in fields(kind) if field.name not in ("mandate", "policies", "limits")]
        lines += [*([f"### {title}", ""] if title else []), "| setting | default | meaning |", "|---|---|---|"]
        for field in own:
            default = getattr(kind(**({"name": ""} if kind is Mission else {})), field.name)
            shown = (
                ""
                if default == ""
                else f"`{list(default) if isinstance(default, tuple) else default}`".replace("'", '"')
            )
            lines.append(f"| `{field.name}` | {shown} | {meanings[field.name]} |")
        lines.append("")
    lines += ["## Environment", "", "| variable | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {ENVIRONMENT[name]} |" for name in sorted(ENVIRONMENT)]
    return "\n".join(lines) + "\n"


def _field_words(kind: type) -> dict[str, str]:
    """What a dataclass's docstring says of its fields, under ``Args:``."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("Args:")[2]
    return {
        name: flat(words)
        for name, words in re.findall(r"^    (\w+): ((?:.+\n?(?:        .+\n?)*))", text, re.MULTILINE)
    }
