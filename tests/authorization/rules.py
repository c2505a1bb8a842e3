"""Who may do what at each route: the table that `test_every_route` holds the site map to."""

from dataclasses import dataclass
from enum import Enum


class Access(Enum):
    """What a route shows or changes, and to whom it answers."""

    # The same for everybody.
    PUBLIC = "public"
    # Everybody's own things: alice's are neither shown nor touched where somebody else asks.
    OWN = "own"
    # One thing of its owner's, which others do not find: 404.
    OWNERS = "owner's"
    # What was shared, for everybody who has the link.
    SHARED = "shared"
    # An address with a signed token, for the programs that were given it: no session, so no CSRF token either.
    SIGNED = "signed"
    # Pages of accounts: allauth answers methods in its own way, but shows and changes nothing of others.
    ACCOUNT = "account"
    # The same, for those who are signed in; others are sent to sign in.
    MEMBERS = "members"
    # The API for everybody, and with a key: for its owner's own things, or for one thing of theirs.
    OPEN_API = "open API"
    KEYED = "keyed"
    KEYED_OWNERS = "keyed, owner's"


@dataclass(frozen=True)
class Rule:
    """The access, and the methods that are answered; each other one gets 405.

    `status` is what everybody is answered with who may come in, where it is not a success: the test sends too little.
    """

    access: Access
    methods: tuple[str, ...] = ()
    status: int = 0


READ = ("GET", "HEAD")
SEND = ("POST",)
ANY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")
STUDIO = "<dialect:dialect>/<str:slug>/<str:mode>/"
GENERATION = "generations/<uuid:id>/"

RULES = {
    "": Rule(Access.OWN, READ),
    "favicon.ico": Rule(Access.PUBLIC, READ, 302),
    "spending/": Rule(Access.OWN, READ),
    "spending/table.csv": Rule(Access.OWN, READ),
    "spending/cap/": Rule(Access.OWN, SEND),
    "history/": Rule(Access.OWN, READ),
    "history/months/": Rule(Access.OWN, READ),
    "history/filters/": Rule(Access.OWN, READ),
    "history/complete/": Rule(Access.OWN, ("GET",)),
    "history/saved/": Rule(Access.OWN, READ),
    "history/saved/new/": Rule(Access.OWN, SEND, 422),
    "history/saved/<int:saved>/rename/": Rule(Access.OWNERS, SEND),
    "history/saved/<int:saved>/delete/": Rule(Access.OWNERS, SEND),
    "find/": Rule(Access.OWN, READ),
    "shortcuts/": Rule(Access.PUBLIC, READ),
    "notices/": Rule(Access.PUBLIC, READ),
    "notices/away/": Rule(Access.PUBLIC, READ),
    "notices/finished/": Rule(Access.OWN, ("GET",)),
    "sketches/": Rule(Access.PUBLIC, READ),
    "reference/": Rule(Access.PUBLIC, READ),
    "export/": Rule(Access.OWN, (*READ, "POST")),
    "export/pictures.zip": Rule(Access.OWN, SEND),
    "paste/": Rule(Access.PUBLIC, (*READ, "POST")),
    # The test pastes nothing.
    "paste/offer/": Rule(Access.PUBLIC, SEND),
    "paste/fill/": Rule(Access.OWN, SEND, 302),
    "generations/changes/": Rule(Access.OWN, ("GET",)),
    GENERATION: Rule(Access.OWNERS, READ),
    **{
        f"{GENERATION}{name}/": Rule(Access.OWNERS, READ)
        for name in ("stage", "code", "facts", "difference", "settings")
    },
    f"{GENERATION}marks/": Rule(Access.OWNERS, (*READ, *SEND)),
    "history/cull/": Rule(Access.OWN, (*READ, *SEND)),
    "trash/": Rule(Access.OWN, READ),
    # Nothing of the test's is deleted.
    "trash/<uuid:id>/small.webp": Rule(Access.OWNERS, READ, 404),
    "collections/": Rule(Access.OWN, (*READ, *SEND)),
    "collections/<uuid:id>/": Rule(Access.OWNERS, READ),
    **{f"collections/<uuid:id>/{name}/": Rule(Access.OWNERS, SEND) for name in ("rename", "delete", "restore", "move")},
    "compare/": Rule(Access.OWN, (*READ, "POST")),
    "compare/found/": Rule(Access.OWN, READ),
    # The test names no picture, and its change of many is none of a comparison.
    "compare/winner/": Rule(Access.OWN, SEND, 404),
    "compare/winner/<uuid:id>/undo/": Rule(Access.OWNERS, SEND, 404),
    "bulk/": Rule(Access.OWN, SEND),
    "bulk/<uuid:id>/": Rule(Access.OWNERS, (*READ, *SEND)),
    "bulk/<uuid:id>/undo/": Rule(Access.OWNERS, SEND),
    "tags/": Rule(Access.OWN, READ),
    "collections/known/": Rule(Access.OWN, READ),
    f"{GENERATION}pictures.zip": Rule(Access.OWNERS, READ),
    **{
        f"{GENERATION}{name}/": Rule(Access.OWNERS, SEND)
        for name in (
            "cancel",
            "retry",
            "use",
            "lock-seed",
            "vary",
            "reroll",
            "shapes",
            "reference",
            "edit",
            "delete",
            "restore",
            "share",
            "share/revoke",
            "share/restore",
            "note",
            "tags",
            "collections",
        )
    },
    # The test makes the name of the setting up.
    f"{GENERATION}use/<str:name>/": Rule(Access.OWNERS, SEND, 404),
    "assets/": Rule(Access.OWN, SEND, 422),
    "prompt/mention/": Rule(Access.OWN, SEND),
    "prompt/hints/": Rule(Access.OWN, SEND),
    "prompt/hints/use/": Rule(Access.OWN, SEND),
    "prompt/hints/dismiss/": Rule(Access.OWN, SEND),
    # The test sends no file, and no recipe.
    "recall/": Rule(Access.PUBLIC, READ),
    "recall/file/": Rule(Access.OWN, SEND, 422),
    "recall/use/": Rule(Access.OWN, SEND),
    "recall/reference/": Rule(Access.OWN, READ),
    "recall/reference/use/": Rule(Access.OWN, SEND),
    "files/<uuid:id>/<str:name>": Rule(Access.OWNERS, READ),
    "images/<picture_name:name>": Rule(Access.OWNERS, READ),
    "s/<str:slug>/": Rule(Access.SHARED, READ),
    "s/<str:slug>/open/": Rule(Access.SHARED, SEND),
    "s/<str:slug>/card.jpg": Rule(Access.SHARED, READ),
    "s/<str:slug>/picture-<int:number>.<str:format>": Rule(Access.SHARED, READ),
    # The link does not include the inputs.
    "s/<str:slug>/input-<int:number>.<str:format>": Rule(Access.SHARED, READ, 404),
    "sweeps/": Rule(Access.OWN, READ),
    "sweeps/new/": Rule(Access.OWN, (*READ, "POST")),
    # The test chooses nothing that differs.
    "sweeps/make/": Rule(Access.OWN, SEND, 422),
    "sweeps/shared/<str:slug>/": Rule(Access.SHARED, READ),
    "sweeps/shared/<str:slug>/<int:row>-<int:column>/": Rule(Access.SHARED, READ),
    "sweeps/<uuid:id>/": Rule(Access.OWNERS, READ),
    **{f"sweeps/<uuid:id>/{name}": Rule(Access.OWNERS, READ) for name in ("sheet.jpg", "table.csv", "pictures.zip")},
    **{
        f"sweeps/<uuid:id>/{name}/": Rule(Access.OWNERS, SEND)
        for name in (
            "buy",
            "cancel",
            "budget",
            "extend",
            "rename",
            "delete",
            "restore",
            "share",
            "share/revoke",
        )
    },
    "account/keys/": Rule(Access.OWN, (*READ, "POST")),
    "account/keys/new/": Rule(Access.OWN, SEND),
    "account/keys/<uuid:id>/rename/": Rule(Access.OWNERS, SEND),
    "account/keys/<uuid:id>/revoke/": Rule(Access.OWNERS, SEND),
    "account/keys/apis/": Rule(Access.OWN, READ),
    "account/keys/apis/<str:dialect>/": Rule(Access.OWN, SEND, 422),
    "account/keys/apis/<str:dialect>/test/": Rule(Access.OWNERS, SEND),
    "account/keys/apis/<str:dialect>/use/": Rule(Access.OWNERS, SEND),
    "account/keys/apis/<str:dialect>/remove/": Rule(Access.OWNERS, SEND),
    **{
        f"account/{name}": Rule(Access.ACCOUNT)
        for name in (
            "login/",
            "logout/",
            "signup/",
            "inactive/",
            "confirm-email/",
            r"^confirm-email/(?P<key>[-:\w]+)/$",
            "login/code/confirm/",
            "password/reset/",
            "password/reset/done/",
            "password/reset/key/done/",
            "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        )
    },
    **{
        f"account/{name}/": Rule(Access.MEMBERS)
        for name in (
            "email",
            "password/change",
            "password/set",
            "reauthenticate",
            "reauthenticate/code",
            "reauthenticate/code/confirm",
        )
    },
    "hooks/<str:api>/<str:token>/": Rule(Access.SIGNED, SEND),
    STUDIO: Rule(Access.OWN, (*READ, "POST")),
    **{
        f"{STUDIO}{name}/": Rule(Access.OWN, SEND)
        for name in ("code", "facts", "draft/other", "restore", "reset", "engine", "names", "models", "sweep")
    },
    f"{STUDIO}draft/": Rule(Access.OWN, ("GET", *SEND)),
    # The test makes the name of the file up.
    f"{STUDIO}ideas-<slug:digest>.webp": Rule(Access.PUBLIC, READ, 404),
    # The test makes the name of the API up.
    f"{STUDIO}models/<str:name>/": Rule(Access.PUBLIC, READ, 404),
    # The test names no model to switch to.
    f"{STUDIO}switch/": Rule(Access.OWN, SEND, 404),
    f"{STUDIO}example/<int:number>/": Rule(Access.OWN, SEND),
    f"{STUDIO}leave-edit/": Rule(Access.OWN, SEND),
    f"{STUDIO}alternatives/": Rule(Access.OWN, SEND),
    f"{STUDIO}table/": Rule(Access.OWN, SEND),
    # The test sends no table.
    "tables/new/": Rule(Access.OWN, READ),
    # The test sends no table.
    "tables/make/": Rule(Access.OWN, SEND, 422),
    "tables/<uuid:id>/": Rule(Access.OWNERS, READ),
    f"{STUDIO}pick/": Rule(Access.OWN, (*READ, "POST")),
    f"{STUDIO}compose/": Rule(Access.OWN, (*READ, "POST")),
    **{f"{STUDIO}compose/{name}/": Rule(Access.OWN, SEND) for name in ("texts", "colors", "apply")},
    # The test names no palette.
    f"{STUDIO}compose/palettes/": Rule(Access.OWN, SEND, 422),
    f"{STUDIO}compose/palettes/<uuid:palette>/remove/": Rule(Access.OWNERS, SEND),
    f"{STUDIO}presets/": Rule(Access.OWN, (*READ, "POST")),
    # The test gives neither a name nor settings.
    f"{STUDIO}presets/looks/": Rule(Access.OWN, SEND, 422),
    f"{STUDIO}presets/templates/": Rule(Access.OWN, SEND, 422),
    f"{STUDIO}presets/prompt/": Rule(Access.OWN, SEND),
    f"{STUDIO}presets/<str:kind>/<uuid:preset>/use/": Rule(Access.OWNERS, SEND),
    f"{STUDIO}presets/<str:kind>/<uuid:preset>/delete/": Rule(Access.OWNERS, SEND),
    "presets/prompts.json": Rule(Access.OWN, READ),
    "presets/presets.json": Rule(Access.OWN, READ),
    "presets/import/": Rule(Access.PUBLIC, READ),
    # The test sends no file.
    "presets/import/file/": Rule(Access.OWN, SEND, 422),
    "api/features": Rule(Access.KEYED, SEND, 400),
    "api/assets": Rule(Access.KEYED, SEND, 415),
    # As at the real API, a request that is not one's own is `null`.
    "api/results/<str:id>": Rule(Access.KEYED, READ),
    # Who has no signature is refused, with a key or without.
    "api/images/<str:name>": Rule(Access.OPEN_API, READ, 403),
    "api/openapi.json": Rule(Access.OPEN_API, READ),
    "models": Rule(Access.OPEN_API, READ),
    "v2/images/generate": Rule(Access.KEYED, SEND, 400),
    "v2/uploads": Rule(Access.KEYED, SEND, 415),
    "v2/jobs": Rule(Access.KEYED, READ),
    "v2/jobs/<str:id>": Rule(Access.KEYED_OWNERS, READ),
    "v2/models": Rule(Access.OPEN_API, READ),
    "v2/me": Rule(Access.KEYED, READ),
    "v1/images/generations": Rule(Access.KEYED, SEND, 400),
    "v1/images/edits": Rule(Access.KEYED, SEND, 415),
    "v1/models": Rule(Access.KEYED, READ),
    "v1/models/<path:model>": Rule(Access.KEYED, READ),
    "^api(?:/.*)?$": Rule(Access.OPEN_API, ANY, 404),
    "^v1(?:/.*)?$": Rule(Access.OPEN_API, ANY, 404),
    "^v2(?:/.*)?$": Rule(Access.OPEN_API, ANY, 404),
}
