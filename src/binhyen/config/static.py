"""How the files that pages load are called."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedNames(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Every file bears its content's hash in its name, and our scripts import one another by these names.

    So all of them may be kept for ever, and no page runs with half the scripts of an older release. Scripts of
    libraries stay as they are: they import what only their authors' tools can find.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "web/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
