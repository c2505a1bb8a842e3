"""New homes are made by squashed migrations, which end in the same tables as the single ones of older homes."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_they_end_in_the_same_models() -> None:
    squashed, single = MigrationLoader(None), MigrationLoader(None, replace_migrations=False)
    for app in ("accounts", "generations"):
        assert len(squashed.graph.root_nodes(app)) == 1
        assert len(squashed.graph.nodes) < len(single.graph.nodes)
    by_squashed, by_single = squashed.project_state(), single.project_state()
    assert MigrationAutodetector(by_squashed, by_single).changes(single.graph) == {}
    assert MigrationAutodetector(by_single, by_squashed).changes(single.graph) == {}


def test_they_replace_all_up_to_the_one_that_they_name() -> None:
    disk = MigrationLoader(None).disk_migrations
    squashed = {key: migration for key, migration in disk.items() if migration.replaces}
    assert {app for app, _ in squashed} == {"accounts", "generations"}
    for (app, name), migration in squashed.items():
        last = name.partition("_squashed_")[2]
        singles = sorted(other for label, other in disk if label == app and "_squashed_" not in other)
        assert [other for _, other in migration.replaces] == singles[: singles.index(last) + 1]
