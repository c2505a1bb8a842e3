"""The URLs of the site."""

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from playground.api import reports
from playground.pages import (
    about_sketches,
    alternatives,
    api_models,
    api_names,
    archive,
    assets,
    bulk,
    changes,
    choose_engine,
    code,
    collections,
    compare,
    composer,
    cull,
    deletion,
    delivery,
    drafts,
    export,
    files,
    find,
    found,
    generation,
    hints,
    history,
    idea_pictures,
    keeping,
    keys,
    library_completions,
    library_filters,
    library_months,
    marks,
    mentions,
    notices,
    paste,
    picker,
    presets,
    presets_file,
    recall,
    reference,
    reference_files,
    references,
    remote_keys,
    reuse,
    saved_searches,
    settings_beside,
    several_models,
    share,
    share_links,
    shared_files,
    shortcuts,
    spending,
    studio,
    sweep,
    sweep_export,
    sweep_extend,
    sweep_list,
    sweep_new,
    sweep_share,
    table,
    table_new,
    trash,
    use_value,
    variations,
    winner,
)
from playground.pages.sign_out import SignOutView


class DialectConverter(StringConverter):
    """Matches only dialects, so that a path of another API, such as `/v1/images/generations`, is not a studio page."""

    regex = "|".join(settings.DIALECTS)


class PictureNameConverter(StringConverter):
    """Matches only names of picture files, so that a path of another API, `/images/generations`, does not match."""

    regex = r"[^/]+\.(?:png|jpg|webp)"


register_converter(DialectConverter, "dialect")
register_converter(PictureNameConverter, "picture_name")

studio_patterns: list[URLPattern | URLResolver] = [
    path("", studio.studio, name="studio"),
    path("code/", code.form_code, name="form_code"),
    path("facts/", code.form_facts, name="form_facts"),
    path("alternatives/", alternatives.alternatives, name="alternatives"),
    path("draft/", drafts.save_draft, name="save_draft"),
    path("draft/other/", drafts.load_other_draft, name="load_other_draft"),
    path("restore/", drafts.restore_form, name="restore_form"),
    path("switch/", drafts.switch_spec, name="switch_spec"),
    path("models/<str:name>/", api_models.api_models, name="api_models"),
    path("reset/", drafts.reset_form, name="reset_form"),
    path("models/", several_models.several_models, name="several_models"),
    path("sweep/", sweep_new.sweep_form, name="sweep_form"),
    path("table/", table_new.table_form, name="table_form"),
    path("names/", api_names.show_api_names, name="show_api_names"),
    path("ideas-<slug:digest>.webp", idea_pictures.idea_pictures, name="idea_pictures"),
    path("engine/", choose_engine.choose_engine, name="choose_engine"),
    path("example/<int:number>/", drafts.use_example, name="use_example"),
    path("leave-edit/", references.leave_edit, name="leave_edit"),
    path("pick/", picker.pick_picture, name="pick_picture"),
    path("compose/", composer.compose, name="compose"),
    path("compose/texts/", composer.change_texts, name="compose_texts"),
    path("compose/colors/", composer.change_colours, name="compose_colours"),
    path("compose/palettes/", composer.save, name="save_palette"),
    path("compose/palettes/<uuid:palette>/remove/", composer.remove, name="remove_palette"),
    path("presets/", presets.presets, name="presets"),
    path("presets/looks/", presets.save_look_here, name="save_look"),
    path("presets/templates/", presets.save_template_here, name="save_template"),
    path("presets/prompt/", presets.use_prompt, name="use_prompt"),
    path("presets/<str:kind>/<uuid:preset>/use/", presets.use_preset, name="use_preset"),
    path("presets/<str:kind>/<uuid:preset>/delete/", presets.delete_preset, name="delete_preset"),
    path("compose/apply/", composer.apply, name="apply_composition"),
]

generation_patterns: list[URLPattern | URLResolver] = [
    path("", generation.generation, name="generation"),
    path("stage/", generation.stage, name="stage"),
    path("facts/", generation.facts, name="generation_facts"),
    path("code/", code.generation_code, name="generation_code"),
    path("cancel/", generation.cancel, name="cancel"),
    path("retry/", generation.retry, name="retry"),
    path("use/", reuse.use_again, name="use_again"),
    path("use/<str:name>/", use_value.use_value, name="use_value"),
    path("lock-seed/", reuse.lock_seed, name="lock_seed"),
    path("vary/", variations.vary, name="vary"),
    path("reroll/", variations.reroll, name="reroll"),
    path("shapes/", variations.make_shapes, name="make_shapes"),
    path("reference/", references.use_as_reference, name="use_as_reference"),
    path("edit/", references.edit_picture, name="edit_picture"),
    path("difference/", compare.compare_with_parent, name="compare_with_parent"),
    path("settings/", settings_beside.settings_beside, name="settings_beside"),
    path("pictures.zip", archive.download_batch, name="download_batch"),
    path("marks/", marks.marks, name="marks"),
    path("note/", keeping.note, name="note"),
    path("tags/", keeping.tags, name="tags"),
    path("collections/", keeping.collect, name="collect"),
    path("delete/", deletion.delete, name="delete"),
    path("restore/", deletion.restore, name="restore"),
    path("share/", share_links.create_share, name="create_share"),
    path("share/revoke/", share_links.revoke_share, name="revoke_share"),
    path("share/restore/", share_links.restore_share, name="restore_share"),
]

share_patterns: list[URLPattern | URLResolver] = [
    path("", share.share, name="share"),
    path("open/", share.open_in_playground, name="open_share"),
    path("card.jpg", shared_files.link_preview, name="share_link_preview"),
    path("picture-<int:number>.<str:format>", shared_files.picture, name="share_picture"),
    path("input-<int:number>.<str:format>", shared_files.input_picture, name="share_input"),
]

collection_patterns: list[URLPattern | URLResolver] = [
    path("", collections.collection, name="collection"),
    path("rename/", collections.rename, name="rename_collection"),
    path("delete/", collections.delete, name="delete_collection"),
    path("restore/", collections.restore, name="restore_collection"),
    path("move/", collections.move, name="move_item"),
]

sweep_patterns: list[URLPattern | URLResolver] = [
    path("", sweep.sweep, name="sweep"),
    path("buy/", sweep.buy_cells, name="buy_cells"),
    path("cancel/", sweep.cancel_cells, name="cancel_cells"),
    path("budget/", sweep.change_budget, name="sweep_budget"),
    path("extend/", sweep_extend.extend, name="extend_sweep"),
    path("rename/", sweep.rename, name="rename_sweep"),
    path("delete/", sweep_list.delete, name="delete_sweep"),
    path("restore/", sweep_list.restore, name="restore_sweep"),
    path("share/", sweep_share.share, name="share_sweep"),
    path("share/revoke/", sweep_share.revoke, name="revoke_sweep_share"),
    path("sheet.jpg", sweep_export.sheet, name="sweep_sheet"),
    path("table.csv", sweep_export.table, name="sweep_table"),
    path("pictures.zip", sweep_export.archive, name="sweep_archive"),
]

compare_patterns: list[URLPattern | URLResolver] = [
    path("", compare.compare, name="compare"),
    path("found/", found.found, name="found_comparisons"),
    path("winner/", winner.choose_winner, name="choose_winner"),
    path("winner/<uuid:id>/undo/", winner.undo_winner, name="undo_winner"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    # First, so that all paths below the root of an API are answered in its format, even unknown ones.
    path("", include("playground.api.urls")),
    # Only for the programs that are given such an address, so it is not in the document of the API.
    path("hooks/<str:api>/<str:token>/", reports.report, name="report"),
    path("", studio.home, name="home"),
    path("favicon.ico", delivery.favicon, name="favicon"),
    path("history/", history.history, name="history"),
    path("history/months/", library_months.months, name="library_months"),
    path("history/filters/", library_filters.filters, name="library_filters"),
    path("history/complete/", library_completions.complete_search, name="complete_search"),
    path("history/saved/", saved_searches.saved_searches, name="saved_searches"),
    path("history/saved/new/", saved_searches.save, name="save_search"),
    path("history/saved/<int:saved>/rename/", saved_searches.rename, name="rename_search"),
    path("history/saved/<int:saved>/delete/", saved_searches.delete, name="delete_search"),
    path("history/cull/", cull.cull, name="cull"),
    path("spending/", spending.spending, name="spending"),
    path("spending/table.csv", spending.download_spending, name="download_spending"),
    path("spending/cap/", spending.save_cap, name="save_cap"),
    path("trash/", trash.trash, name="trash"),
    path("trash/<uuid:id>/small.webp", trash.thumbnail, name="trash_thumbnail"),
    path("collections/", collections.collections, name="collections"),
    path("collections/<uuid:id>/", include(collection_patterns)),
    path("sweeps/", sweep_list.sweeps, name="sweeps"),
    path("sweeps/new/", sweep_new.new_sweep, name="new_sweep"),
    path("sweeps/make/", sweep_new.create_sweep, name="create_sweep"),
    path("sweeps/shared/<str:slug>/", sweep_share.shared_sweep, name="shared_sweep"),
    path("sweeps/shared/<str:slug>/<int:row>-<int:column>/", sweep_share.shared_picture, name="shared_sweep_picture"),
    path("sweeps/<uuid:id>/", include(sweep_patterns)),
    path("tables/new/", table_new.new_table, name="new_table"),
    path("tables/make/", table_new.make_table_here, name="make_table"),
    path("tables/<uuid:id>/", table.table, name="table"),
    path("bulk/", bulk.change_many, name="change_many"),
    path("bulk/<uuid:id>/", bulk.show_change, name="show_change"),
    path("bulk/<uuid:id>/undo/", bulk.undo_change, name="undo_change"),
    path("tags/", keeping.known_tags, name="known_tags"),
    path("collections/known/", keeping.known_collections, name="known_collections"),
    path("compare/", include(compare_patterns)),
    path("find/", find.find, name="find"),
    path("shortcuts/", shortcuts.shortcuts, name="shortcuts"),
    path("notices/", notices.notices, name="notices"),
    path("notices/away/", notices.away, name="away_news"),
    path("notices/finished/", notices.finished, name="finished_meanwhile"),
    path("sketches/", about_sketches.sketches, name="about_sketches"),
    path("reference/", reference.reference, name="reference"),
    path("export/", export.export, name="export"),
    path("export/pictures.zip", export.download, name="download_export"),
    path("prompt/mention/", mentions.insert_mention, name="insert_mention"),
    path("prompt/hints/", hints.form_hints, name="form_hints"),
    path("prompt/hints/use/", hints.use_hint, name="use_hint"),
    path("prompt/hints/dismiss/", hints.dismiss_hint, name="dismiss_hint"),
    path("presets/prompts.json", presets.earlier_prompts, name="earlier_prompts"),
    path("presets/presets.json", presets_file.download_presets, name="download_presets"),
    path("presets/import/", presets_file.import_page, name="import_presets"),
    path("presets/import/file/", presets_file.upload_presets, name="upload_presets"),
    path("paste/", paste.paste, name="paste"),
    path("paste/offer/", paste.offer_to_fill, name="offer_to_fill"),
    path("paste/fill/", paste.fill_form, name="fill_form"),
    path("generations/changes/", changes.changes, name="changes"),
    path("generations/<uuid:id>/", include(generation_patterns)),
    path("assets/", assets.add_asset, name="add_asset"),
    path("recall/", recall.recall, name="recall"),
    path("recall/file/", recall.read_picture, name="read_picture"),
    path("recall/use/", recall.use_recipe, name="use_recipe"),
    path("recall/reference/", reference_files.offer_reference, name="offer_reference"),
    path("recall/reference/use/", reference_files.refer_to_files, name="refer_to_files"),
    path("files/<uuid:id>/<str:name>", files.owned_file, name="file"),
    # Responses of the API name pictures by this path, so it cannot be below another one.
    path("images/<picture_name:name>", files.bare_file, name="bare_file"),
    path("s/<str:slug>/", include(share_patterns)),
    path("account/keys/", keys.keys, name="keys"),
    path("account/keys/new/", keys.create_key_here, name="create_key_here"),
    path("account/keys/<uuid:id>/rename/", keys.rename_key, name="rename_key"),
    path("account/keys/<uuid:id>/revoke/", keys.revoke_key, name="revoke_key"),
    path("account/keys/apis/", remote_keys.remote_keys, name="remote_keys"),
    path("account/keys/apis/<str:dialect>/", remote_keys.save_remote_key, name="save_remote_key"),
    path("account/keys/apis/<str:dialect>/test/", remote_keys.test_remote_key, name="test_remote_key"),
    path("account/keys/apis/<str:dialect>/use/", remote_keys.use_remote_key, name="use_remote_key"),
    path("account/keys/apis/<str:dialect>/remove/", remote_keys.remove_remote_key, name="remove_remote_key"),
    # Before allauth's patterns, which contain the same path: Django takes the first pattern that matches.
    path("account/logout/", SignOutView.as_view(), name="account_logout"),
    path("account/", include("allauth.account.urls")),
    path("<dialect:dialect>/<str:slug>/<str:mode>/", include(studio_patterns)),
]

if settings.ADMIN_PATH:
    # Imported only if it is needed, to save memory.
    urlpatterns.append(path(f"{settings.ADMIN_PATH}/", import_module("django.contrib.admin").site.urls))

# Django's own handler cannot tell a database that is away or a full disk from an error in the code.
handler400 = "playground.pages.error_pages.bad_request"
handler500 = "playground.pages.error_pages.server_error"
