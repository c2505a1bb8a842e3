CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "accounts_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "email" varchar(254) NOT NULL UNIQUE, "is_active" bool NOT NULL, "is_staff" bool NOT NULL, "created" datetime NOT NULL);
CREATE TABLE "accounts_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_owner" ("id" char(32) NOT NULL PRIMARY KEY, "created" datetime NOT NULL, "sources" text NOT NULL CHECK ((JSON_VALID("sources") OR "sources" IS NULL)), "first_visit" varchar(64) NULL UNIQUE, "stored_bytes" bigint NOT NULL, "pictures_a_day" integer unsigned NULL CHECK ("pictures_a_day" >= 0), "storage_mb" integer unsigned NULL CHECK ("storage_mb" >= 0), "suspended" datetime NULL, "network" varchar(32) DEFAULT '' NOT NULL, "user_id" bigint NULL UNIQUE REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, file_pattern varchar(120) DEFAULT '' NOT NULL);
CREATE TABLE "accounts_apikey" ("id" char(32) NOT NULL PRIMARY KEY, "name" varchar(60) NOT NULL, "prefix" varchar(12) NOT NULL, "digest" varchar(64) NOT NULL UNIQUE, "created" datetime NOT NULL, "last_used" datetime NULL, "used" integer unsigned NOT NULL CHECK ("used" >= 0), "revoked" datetime NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "accounts_knownnetwork" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "digest" varchar(32) NOT NULL, "seen" datetime NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_row_a_known_network" UNIQUE ("user_id", "digest"));
CREATE TABLE "accounts_remotekey" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dialect" varchar(20) NOT NULL, "ciphertext" text NOT NULL, "created" datetime NOT NULL, "checked" datetime NOT NULL, "verdict" varchar(12) NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "address" varchar(500) DEFAULT '' NOT NULL, "offers" text NULL CHECK ((JSON_VALID("offers") OR "offers" IS NULL)), CONSTRAINT "one_remote_key_a_dialect" UNIQUE ("owner_id", "dialect"));
CREATE TABLE "generations_worker" ("id" char(32) NOT NULL PRIMARY KEY, "started" datetime NOT NULL, "heartbeat" datetime NOT NULL);
CREATE TABLE "generations_asset" ("id" char(32) NOT NULL PRIMARY KEY, "key" varchar(160) NOT NULL UNIQUE, "format" varchar(4) NOT NULL, "width" integer unsigned NOT NULL CHECK ("width" >= 0), "height" integer unsigned NOT NULL CHECK ("height" >= 0), "byte_size" bigint unsigned NOT NULL CHECK ("byte_size" >= 0), "sha256" varchar(64) NOT NULL, "created" datetime NOT NULL, "name" varchar(200) NOT NULL, "lost" bool NOT NULL, "derived_bytes" bigint unsigned NOT NULL CHECK ("derived_bytes" >= 0), "stored_as" varchar(160) NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "generations_idempotencykey" ("id" char(32) NOT NULL PRIMARY KEY, "key" varchar(255) NOT NULL, "digest" varchar(64) NOT NULL, "created" datetime NOT NULL, "generation_id" char(32) NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_request_a_key" UNIQUE ("owner_id", "key"));
CREATE TABLE "generations_picture" ("id" char(32) NOT NULL PRIMARY KEY, "key" varchar(160) NOT NULL UNIQUE, "format" varchar(4) NOT NULL, "width" integer unsigned NOT NULL CHECK ("width" >= 0), "height" integer unsigned NOT NULL CHECK ("height" >= 0), "byte_size" bigint unsigned NOT NULL CHECK ("byte_size" >= 0), "sha256" varchar(64) NOT NULL, "created" datetime NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "seed" bigint NOT NULL, "lost" bool NOT NULL, "derived_bytes" bigint unsigned NOT NULL CHECK ("derived_bytes" >= 0), "generation_id" char(32) NOT NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "measured" text NULL CHECK ((JSON_VALID("measured") OR "measured" IS NULL)), "colour_distance" real NULL, CONSTRAINT "one_picture_a_position" UNIQUE ("generation_id", "position"));
CREATE TABLE "generations_webhookreceiver" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "host" varchar(255) NOT NULL, "failures" integer unsigned NOT NULL CHECK ("failures" >= 0), "failed" datetime NOT NULL, "paused_until" datetime NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_receiver_an_owner" UNIQUE ("owner_id", "host"));
CREATE TABLE "generations_webhooksubscription" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "url" text NOT NULL, "events" text NOT NULL CHECK ((JSON_VALID("events") OR "events" IS NULL)), "signing_key" varchar(64) NOT NULL, "ended" bool NOT NULL, "progress_noted" datetime NULL, "created" datetime NOT NULL, "generation_id" char(32) NOT NULL UNIQUE REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "generations_webhookdelivery" ("id" char(32) NOT NULL PRIMARY KEY, "event" varchar(12) NOT NULL, "body" text NOT NULL, "attempts" smallint unsigned NOT NULL CHECK ("attempts" >= 0), "next_try" datetime NULL, "delivered" datetime NULL, "status" smallint unsigned NULL CHECK ("status" >= 0), "error" text NOT NULL, "tries" text NOT NULL CHECK ((JSON_VALID("tries") OR "tries" IS NULL)), "created" datetime NOT NULL, "claimed" datetime NULL, "host" varchar(255) NOT NULL, "owner" char(32) NULL, "subscription_id" bigint NOT NULL REFERENCES "generations_webhooksubscription" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "generations_share" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(32) NOT NULL UNIQUE, "include_inputs" bool NOT NULL, "created" datetime NOT NULL, "expires" datetime NULL, "revoked" datetime NULL, "generation_id" char(32) NOT NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "picture_only" bool DEFAULT 0 NOT NULL, "title" varchar(120) DEFAULT '' NOT NULL);
CREATE TABLE "generations_draft" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "spec_id" varchar(120) NOT NULL, "values" text NOT NULL CHECK ((JSON_VALID("values") OR "values" IS NULL)), "updated" datetime NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "version" integer unsigned DEFAULT 1 NOT NULL CHECK ("version" >= 0), "writer" varchar(40) DEFAULT '' NOT NULL, CONSTRAINT "one_draft_a_spec" UNIQUE ("owner_id", "spec_id"));
CREATE TABLE "generations_generation" ("id" char(32) NOT NULL PRIMARY KEY, "wire_id" char(32) NOT NULL UNIQUE, "batch" char(32) NOT NULL, "variant" smallint unsigned NOT NULL CHECK ("variant" >= 0), "token" varchar(40) NOT NULL, "spec_id" varchar(120) NOT NULL, "params" text NOT NULL CHECK ((JSON_VALID("params") OR "params" IS NULL)), "resolved" text NOT NULL CHECK ((JSON_VALID("resolved") OR "resolved" IS NULL)), "ignored" text NOT NULL CHECK ((JSON_VALID("ignored") OR "ignored" IS NULL)), "count" smallint unsigned NOT NULL CHECK ("count" >= 0), "width" integer unsigned NOT NULL CHECK ("width" >= 0), "height" integer unsigned NOT NULL CHECK ("height" >= 0), "engine" varchar(20) NOT NULL, "source" varchar(8) NOT NULL, "origin" varchar(200) NOT NULL, "status" varchar(10) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "progress" smallint unsigned NULL CHECK ("progress" >= 0), "stage" varchar(80) NOT NULL, "error_code" varchar(20) NOT NULL, "error" text NOT NULL, "notes" text NOT NULL CHECK ((JSON_VALID("notes") OR "notes" IS NULL)), "cost" real NULL, "attempts" smallint unsigned NOT NULL CHECK ("attempts" >= 0), "cancel_requested" bool NOT NULL, "created" datetime NOT NULL, "sent" datetime NULL, "started" datetime NULL, "finished" datetime NULL, "deleted" datetime NULL, "dialect" varchar(20) GENERATED ALWAYS AS (SUBSTR("spec_id", 1, (INSTR("spec_id", '/') - 1))) STORED, "key_source" varchar(8) NOT NULL, "remote_id" varchar(200) NOT NULL, "remote_url" text NOT NULL, "remote_answer" text NULL CHECK ((JSON_VALID("remote_answer") OR "remote_answer" IS NULL)), "request_id" varchar(32) DEFAULT '' NOT NULL, "row_bytes" integer unsigned NOT NULL CHECK ("row_bytes" >= 0), "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "worker_id" char(32) NULL REFERENCES "generations_worker" ("id") DEFERRABLE INITIALLY DEFERRED, "relation" varchar(10) DEFAULT '' NOT NULL, "remote_job" text NULL CHECK ((JSON_VALID("remote_job") OR "remote_job" IS NULL)), "reported" datetime NULL, "quoted" bigint NULL, "charged" bigint NULL, "request_digest" varchar(32) DEFAULT '' NOT NULL, "alternative" varchar(200) DEFAULT '' NOT NULL, "parent_id" char(32) NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "generations_input" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "asset_id" char(32) NULL REFERENCES "generations_asset" ("id") DEFERRABLE INITIALLY DEFERRED, "generation_id" char(32) NOT NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "picture_id" char(32) NULL REFERENCES "generations_picture" ("id") DEFERRABLE INITIALLY DEFERRED, "role" varchar(12) DEFAULT '' NOT NULL, CONSTRAINT "input_is_asset_or_picture" CHECK ((("asset_id" IS NULL AND "picture_id" IS NOT NULL) OR ("asset_id" IS NOT NULL AND "picture_id" IS NULL))));
CREATE TABLE "library_savedsearch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL, "search" varchar(1000) NOT NULL, "created" datetime NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "library_collectionitem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "collection_id" char(32) NOT NULL REFERENCES "library_collection" ("id") DEFERRABLE INITIALLY DEFERRED, "entry_id" bigint NOT NULL REFERENCES "library_entry" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_item_an_entry" UNIQUE ("collection_id", "entry_id"));
CREATE TABLE "library_tagging" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "entry_id" bigint NOT NULL REFERENCES "library_entry" ("id") DEFERRABLE INITIALLY DEFERRED, "tag_id" bigint NOT NULL REFERENCES "library_tag" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_tagging_a_tag" UNIQUE ("tag_id", "entry_id"));
CREATE TABLE "library_collection" ("id" char(32) NOT NULL PRIMARY KEY, "name" varchar(80) NOT NULL, "created" datetime NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "deleted" datetime NULL, "key" varchar(240) NOT NULL);
CREATE TABLE "library_tag" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(50) NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "key" varchar(150) NOT NULL, CONSTRAINT "one_tag_a_key" UNIQUE ("owner_id", "key"));
CREATE TABLE "library_bulkitem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starred" bool NOT NULL, "rating" smallint unsigned NOT NULL CHECK ("rating" >= 0), "verdict" varchar(10) NOT NULL, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "change_id" char(32) NOT NULL REFERENCES "library_bulkchange" ("id") DEFERRABLE INITIALLY DEFERRED, "entry_id" bigint NOT NULL REFERENCES "library_entry" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_item_a_change" UNIQUE ("change_id", "entry_id"));
CREATE VIRTUAL TABLE library_text USING fts5(
        prompt, rewritten, note, tags, facts, tokenize = "unicode61 remove_diacritics 2", prefix = '3'
    );
CREATE TABLE "library_bulkchange" ("id" char(32) NOT NULL PRIMARY KEY, "action" varchar(10) NOT NULL, "value" text NOT NULL CHECK ((JSON_VALID("value") OR "value" IS NULL)), "ids" text NOT NULL CHECK ((JSON_VALID("ids") OR "ids" IS NULL)), "everything" bool NOT NULL, "search" varchar(1000) NOT NULL, "cursor" bigint NOT NULL, "total" integer unsigned NOT NULL CHECK ("total" >= 0), "changed" integer unsigned NOT NULL CHECK ("changed" >= 0), "state" varchar(10) NOT NULL, "created" datetime NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "stopped" varchar(500) DEFAULT '' NOT NULL);
CREATE TABLE "library_entry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "deleted" datetime NULL, "dialect" varchar(20) NOT NULL, "model" varchar(80) NOT NULL, "mode" varchar(20) NOT NULL, "engine" varchar(20) NOT NULL, "status" varchar(10) NOT NULL, "seed" bigint NULL, "steps" real NULL, "guidance" real NULL, "width" integer unsigned NOT NULL CHECK ("width" >= 0), "height" integer unsigned NOT NULL CHECK ("height" >= 0), "format" varchar(8) DEFAULT '' NOT NULL, "cost" real NULL, "references" smallint unsigned DEFAULT 0 NOT NULL CHECK ("references" >= 0), "shared" bool DEFAULT 0 NOT NULL, "starred" bool DEFAULT 0 NOT NULL, "rating" smallint unsigned DEFAULT 0 NOT NULL CHECK ("rating" >= 0), "verdict" varchar(10) DEFAULT '' NOT NULL, "note" text DEFAULT '' NOT NULL, "generation_id" char(32) NOT NULL UNIQUE REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "sort_key" bigint NOT NULL UNIQUE, "price" bigint NULL, "prompt_key" varchar(80) DEFAULT '' NOT NULL, "closeness" integer unsigned DEFAULT 0 NOT NULL CHECK ("closeness" >= 0));
CREATE TABLE "presets_palette" ("id" char(32) NOT NULL PRIMARY KEY, "name" varchar(60) NOT NULL, "key" varchar(180) NOT NULL, "colours" text NOT NULL CHECK ((JSON_VALID("colours") OR "colours" IS NULL)), "created" datetime NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_palette_a_name" UNIQUE ("owner_id", "key"));
CREATE TABLE "presets_look" ("id" char(32) NOT NULL PRIMARY KEY, "name" varchar(60) NOT NULL, "key" varchar(180) NOT NULL, "created" datetime NOT NULL, "spec_id" varchar(120) NOT NULL, "params" text NOT NULL CHECK ((JSON_VALID("params") OR "params" IS NULL)), "colours" text NOT NULL CHECK ((JSON_VALID("colours") OR "colours" IS NULL)), "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_look_a_name" UNIQUE ("owner_id", "key"));
CREATE TABLE "presets_template" ("id" char(32) NOT NULL PRIMARY KEY, "name" varchar(60) NOT NULL, "key" varchar(180) NOT NULL, "created" datetime NOT NULL, "text" text NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_template_a_name" UNIQUE ("owner_id", "key"));
CREATE TABLE "prices_cap" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key_source" varchar(8) NOT NULL, "micros" bigint NOT NULL, "refuses_unknown" bool NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_cap_a_key_source" UNIQUE ("owner_id", "key_source"));
CREATE TABLE "prices_monthlyspending" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "month" date NOT NULL, "key_source" varchar(8) NOT NULL, "micros" bigint NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_row_a_month_and_key_source" UNIQUE ("owner_id", "month", "key_source"));
CREATE TABLE "prices_spendingcorrection" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "month" date NOT NULL, "key_source" varchar(8) NOT NULL, "micros" bigint NOT NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "sweeps_sweep" ("id" char(32) NOT NULL PRIMARY KEY, "name" varchar(120) NOT NULL, "kind" varchar(8) NOT NULL, "spec_id" varchar(120) NOT NULL, "params" text NOT NULL CHECK ((JSON_VALID("params") OR "params" IS NULL)), "axes" text NOT NULL CHECK ((JSON_VALID("axes") OR "axes" IS NULL)), "rows" integer unsigned NOT NULL CHECK ("rows" >= 0), "columns" integer unsigned NOT NULL CHECK ("columns" >= 0), "sources" text NOT NULL CHECK ((JSON_VALID("sources") OR "sources" IS NULL)), "budget" bigint NULL, "created" datetime NOT NULL, "deleted" datetime NULL, "owner_id" char(32) NOT NULL REFERENCES "accounts_owner" ("id") DEFERRABLE INITIALLY DEFERRED, "parent_id" char(32) NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "sweeps_purchase" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "quoted" bigint NULL, "generation_id" char(32) NULL UNIQUE REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "sweep_id" char(32) NOT NULL REFERENCES "sweeps_sweep" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "sweeps_sweepshare" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(32) NOT NULL UNIQUE, "shows_prompt" bool NOT NULL, "created" datetime NOT NULL, "revoked" datetime NULL, "sweep_id" char(32) NOT NULL REFERENCES "sweeps_sweep" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "sweeps_cell" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "row" integer unsigned NOT NULL CHECK ("row" >= 0), "column" integer unsigned NOT NULL CHECK ("column" >= 0), "spec_id" varchar(120) NOT NULL, "params" text NULL CHECK ((JSON_VALID("params") OR "params" IS NULL)), "quoted" bigint NULL, "problem" text NOT NULL, "note" text NOT NULL, "digest" varchar(32) NOT NULL, "reused" bool NOT NULL, "generation_id" char(32) NULL REFERENCES "generations_generation" ("id") DEFERRABLE INITIALLY DEFERRED, "sweep_id" char(32) NOT NULL REFERENCES "sweeps_sweep" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_cell_a_place" UNIQUE ("sweep_id", "row", "column"));
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE UNIQUE INDEX "accounts_user_groups_user_id_group_id_59c0b32f_uniq" ON "accounts_user_groups" ("user_id", "group_id");
CREATE INDEX "accounts_user_groups_user_id_52b62117" ON "accounts_user_groups" ("user_id");
CREATE INDEX "accounts_user_groups_group_id_bd11a704" ON "accounts_user_groups" ("group_id");
CREATE UNIQUE INDEX "accounts_user_user_permissions_user_id_permission_id_2ab516c2_uniq" ON "accounts_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "accounts_user_user_permissions_user_id_e4f0a161" ON "accounts_user_user_permissions" ("user_id");
CREATE INDEX "accounts_user_user_permissions_permission_id_113bb443" ON "accounts_user_user_permissions" ("permission_id");
CREATE INDEX "accounts_apikey_owner_id_2be2fe13" ON "accounts_apikey" ("owner_id");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified" = 1;
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary" = 1;
CREATE INDEX "accounts_knownnetwork_seen_0d718309" ON "accounts_knownnetwork" ("seen");
CREATE INDEX "accounts_knownnetwork_user_id_0f1b2c64" ON "accounts_knownnetwork" ("user_id");
CREATE INDEX "accounts_remotekey_owner_id_630e21cd" ON "accounts_remotekey" ("owner_id");
CREATE INDEX "generations_worker_heartbeat_20c1fb38" ON "generations_worker" ("heartbeat");
CREATE INDEX "generations_asset_owner_id_4d8f3938" ON "generations_asset" ("owner_id");
CREATE INDEX "asset_stored_as" ON "generations_asset" ("stored_as") WHERE NOT ("stored_as" = '');
CREATE INDEX "generations_idempotencykey_created_a7d31b89" ON "generations_idempotencykey" ("created");
CREATE INDEX "generations_idempotencykey_generation_id_a62e20ef" ON "generations_idempotencykey" ("generation_id");
CREATE INDEX "generations_idempotencykey_owner_id_82509a3f" ON "generations_idempotencykey" ("owner_id");
CREATE INDEX "generations_picture_generation_id_e364ac0f" ON "generations_picture" ("generation_id");
CREATE INDEX "webhook_unended" ON "generations_webhooksubscription" ("created") WHERE "ended" = 0;
CREATE INDEX "generations_webhookdelivery_subscription_id_01c3d74a" ON "generations_webhookdelivery" ("subscription_id");
CREATE INDEX "webhook_due" ON "generations_webhookdelivery" ("next_try") WHERE "next_try" IS NOT NULL;
CREATE INDEX "webhook_due_by_owner" ON "generations_webhookdelivery" ("owner", "next_try", "host") WHERE "next_try" IS NOT NULL;
CREATE INDEX "webhook_claimed" ON "generations_webhookdelivery" ("claimed") WHERE "claimed" IS NOT NULL;
CREATE INDEX "generations_share_generation_id_dd512edc" ON "generations_share" ("generation_id");
CREATE INDEX "generations_draft_owner_id_57e56947" ON "generations_draft" ("owner_id");
CREATE INDEX "draft_latest" ON "generations_draft" ("owner_id", "updated" DESC);
CREATE UNIQUE INDEX "one_generation_a_token" ON "generations_generation" ("owner_id", "token", "variant") WHERE NOT ("token" = '');
CREATE INDEX "generations_generation_batch_db963740" ON "generations_generation" ("batch");
CREATE INDEX "generations_generation_worker_id_8c02bb3d" ON "generations_generation" ("worker_id");
CREATE INDEX "generation_history" ON "generations_generation" ("owner_id", "created" DESC, "id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "generation_active" ON "generations_generation" ("status", "created") WHERE "status" IN ('queued', 'running');
CREATE INDEX "generation_deleted" ON "generations_generation" ("deleted") WHERE "deleted" IS NOT NULL;
CREATE INDEX "generation_jobs" ON "generations_generation" ("owner_id", "source", "dialect", "created" DESC, "id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "generation_jobs_status" ON "generations_generation" ("owner_id", "source", "dialect", "status", "created" DESC, "id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "generation_jobs_spec" ON "generations_generation" ("owner_id", "source", "dialect", "spec_id", "created" DESC, "id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "generation_jobs_spec_status" ON "generations_generation" ("owner_id", "source", "dialect", "spec_id", "status", "created" DESC, "id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "generation_owner_status" ON "generations_generation" ("owner_id", "status");
CREATE INDEX "generation_server_sent" ON "generations_generation" ("sent") WHERE "key_source" = 'server';
CREATE INDEX "generation_owner_server_sent" ON "generations_generation" ("owner_id", "sent") WHERE "key_source" = 'server';
CREATE INDEX "generation_local" ON "generations_generation" ("status", "owner_id", "created", "id", "engine", "deleted") WHERE ("deleted" IS NULL AND "status" IN ('queued', 'running') AND NOT ("engine" = 'remote'));
CREATE INDEX "generation_remote" ON "generations_generation" ("dialect", "owner_id", "created", "id") WHERE ("deleted" IS NULL AND "engine" = 'remote' AND "status" = 'queued');
CREATE INDEX "generation_parent" ON "generations_generation" ("parent_id", "owner_id", "created", "id") WHERE "parent_id" IS NOT NULL;
CREATE INDEX "generation_request" ON "generations_generation" ("owner_id", "request_digest");
CREATE INDEX "generation_owner_paid" ON "generations_generation" ("owner_id", "created") WHERE NOT ("key_source" = '');
CREATE INDEX "generations_input_asset_id_a25f8b1e" ON "generations_input" ("asset_id");
CREATE INDEX "generations_input_generation_id_a97bad09" ON "generations_input" ("generation_id");
CREATE INDEX "generations_input_picture_id_59e8b642" ON "generations_input" ("picture_id");
CREATE INDEX "library_collectionitem_entry_id_4a649bf0" ON "library_collectionitem" ("entry_id");
CREATE INDEX "collection_order" ON "library_collectionitem" ("collection_id", "position", "id");
CREATE UNIQUE INDEX "one_search_a_name" ON "library_savedsearch" ("owner_id", (LOWER("name")));
CREATE INDEX "library_tagging_entry_id_76925d2e" ON "library_tagging" ("entry_id");
CREATE INDEX "collection_owner" ON "library_collection" ("owner_id", "deleted");
CREATE UNIQUE INDEX "one_collection_a_key" ON "library_collection" ("owner_id", "key") WHERE "deleted" IS NULL;
CREATE INDEX "library_bulkitem_entry_id_876fc841" ON "library_bulkitem" ("entry_id");
CREATE INDEX "items_of_a_step" ON "library_bulkitem" ("change_id", "id");
CREATE INDEX "library_bulkchange_owner_id_cd976c24" ON "library_bulkchange" ("owner_id");
CREATE INDEX "entry_starred" ON "library_entry" ("owner_id", "sort_key" DESC) WHERE ("deleted" IS NULL AND "starred" = 1);
CREATE INDEX "entry_shared" ON "library_entry" ("owner_id", "sort_key" DESC) WHERE ("deleted" IS NULL AND "shared" = 1);
CREATE INDEX "entry_verdict" ON "library_entry" ("owner_id", "verdict", "sort_key" DESC) WHERE ("deleted" IS NULL AND NOT ("verdict" = ''));
CREATE INDEX "entry_not_done" ON "library_entry" ("owner_id", "status", "sort_key" DESC) WHERE ("deleted" IS NULL AND NOT ("status" = 'done'));
CREATE INDEX "entry_trash" ON "library_entry" ("owner_id", "deleted" DESC, "id") WHERE "deleted" IS NOT NULL;
CREATE INDEX "entry_rated" ON "library_entry" ("owner_id", "rating" DESC, "sort_key" DESC) WHERE ("deleted" IS NULL AND "rating" > 0);
CREATE INDEX "entry_references" ON "library_entry" ("owner_id", "sort_key" DESC) WHERE ("deleted" IS NULL AND "references" > 0);
CREATE INDEX "entry_note" ON "library_entry" ("owner_id", "sort_key" DESC) WHERE ("deleted" IS NULL AND NOT ("note" = ''));
CREATE INDEX "entry_history" ON "library_entry" ("owner_id", "sort_key" DESC, "status", "rating", "starred", "verdict", "shared", "dialect", "model", "mode", "engine", "seed", "steps", "guidance", "width", "height", "format", "cost", "price", "references", "generation_id") WHERE "deleted" IS NULL;
CREATE INDEX "entry_price" ON "library_entry" ("owner_id", "price" DESC, "sort_key" DESC) WHERE ("deleted" IS NULL AND "price" > 0);
CREATE INDEX "entry_seed" ON "library_entry" ("owner_id", (CAST("seed" AS varchar(20))), "status", "generation_id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "entry_prompt" ON "library_entry" ("owner_id", "prompt_key", "status", "generation_id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "entry_closeness" ON "library_entry" ("owner_id", "closeness" DESC, "sort_key" DESC) WHERE ("closeness" > 0 AND "deleted" IS NULL);
CREATE INDEX "prices_cap_owner_id_7ecfe45b" ON "prices_cap" ("owner_id");
CREATE INDEX "spending_correction_month" ON "prices_spendingcorrection" ("owner_id", "month", "key_source");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "sweep_list" ON "sweeps_sweep" ("owner_id", "created" DESC, "id" DESC) WHERE "deleted" IS NULL;
CREATE INDEX "sweep_owner" ON "sweeps_sweep" ("owner_id");
CREATE INDEX "sweeps_sweep_parent_id_c7e20168" ON "sweeps_sweep" ("parent_id");
CREATE INDEX "sweeps_purchase_sweep_id_a92790ed" ON "sweeps_purchase" ("sweep_id");
CREATE INDEX "sweeps_sweepshare_sweep_id_10a5e6dd" ON "sweeps_sweepshare" ("sweep_id");
CREATE INDEX "sweeps_cell_generation_id_d5478557" ON "sweeps_cell" ("generation_id");
INSERT INTO django_migrations (app, name, applied) VALUES
('contenttypes', '0001_initial', CURRENT_TIMESTAMP),
('contenttypes', '0002_remove_content_type_name', CURRENT_TIMESTAMP),
('auth', '0001_initial', CURRENT_TIMESTAMP),
('auth', '0002_alter_permission_name_max_length', CURRENT_TIMESTAMP),
('auth', '0003_alter_user_email_max_length', CURRENT_TIMESTAMP),
('auth', '0004_alter_user_username_opts', CURRENT_TIMESTAMP),
('auth', '0005_alter_user_last_login_null', CURRENT_TIMESTAMP),
('auth', '0006_require_contenttypes_0002', CURRENT_TIMESTAMP),
('auth', '0007_alter_validators_add_error_messages', CURRENT_TIMESTAMP),
('auth', '0008_alter_user_username_max_length', CURRENT_TIMESTAMP),
('auth', '0009_alter_user_last_name_max_length', CURRENT_TIMESTAMP),
('auth', '0010_alter_group_name_max_length', CURRENT_TIMESTAMP),
('auth', '0011_update_proxy_permissions', CURRENT_TIMESTAMP),
('auth', '0012_alter_user_first_name_max_length', CURRENT_TIMESTAMP),
('accounts', '0001_initial', CURRENT_TIMESTAMP),
('accounts', '0002_add_api_keys', CURRENT_TIMESTAMP),
('accounts', '0003_add_cradles', CURRENT_TIMESTAMP),
('accounts', '0004_add_remote_keys', CURRENT_TIMESTAMP),
('accounts', '0005_rename_cradle_to_first_visit', CURRENT_TIMESTAMP),
('accounts', '0006_count_stored_bytes', CURRENT_TIMESTAMP),
('accounts', '0007_add_standing', CURRENT_TIMESTAMP),
('accounts', '0008_add_guest_networks', CURRENT_TIMESTAMP),
('accounts', '0001_squashed_0008_add_guest_networks', CURRENT_TIMESTAMP),
('account', '0001_initial', CURRENT_TIMESTAMP),
('account', '0002_email_max_length', CURRENT_TIMESTAMP),
('account', '0003_alter_emailaddress_create_unique_verified_email', CURRENT_TIMESTAMP),
('account', '0004_alter_emailaddress_drop_unique_email', CURRENT_TIMESTAMP),
('account', '0005_emailaddress_idx_upper_email', CURRENT_TIMESTAMP),
('account', '0006_emailaddress_lower', CURRENT_TIMESTAMP),
('account', '0007_emailaddress_idx_email', CURRENT_TIMESTAMP),
('account', '0008_emailaddress_unique_primary_email_fixup', CURRENT_TIMESTAMP),
('account', '0009_emailaddress_unique_primary_email', CURRENT_TIMESTAMP),
('accounts', '0009_add_known_networks', CURRENT_TIMESTAMP),
('accounts', '0010_add_file_pattern', CURRENT_TIMESTAMP),
('accounts', '0011_add_own_servers', CURRENT_TIMESTAMP),
('generations', '0001_initial', CURRENT_TIMESTAMP),
('generations', '0002_add_webhooks', CURRENT_TIMESTAMP),
('generations', '0003_add_idempotency_keys', CURRENT_TIMESTAMP),
('generations', '0004_index_jobs', CURRENT_TIMESTAMP),
('generations', '0005_add_remote_jobs', CURRENT_TIMESTAMP),
('generations', '0006_index_filters', CURRENT_TIMESTAMP),
('generations', '0007_mark_lost_files', CURRENT_TIMESTAMP),
('generations', '0008_keep_remote_answers', CURRENT_TIMESTAMP),
('generations', '0009_index_server_keys', CURRENT_TIMESTAMP),
('generations', '0010_index_turns', CURRENT_TIMESTAMP),
('generations', '0011_add_request_ids', CURRENT_TIMESTAMP),
('generations', '0012_count_derived_bytes', CURRENT_TIMESTAMP),
('generations', '0013_fill_stored_bytes', CURRENT_TIMESTAMP),
('generations', '0014_share_files', CURRENT_TIMESTAMP),
('generations', '0015_limit_webhooks', CURRENT_TIMESTAMP),
('generations', '0016_fill_webhook_hosts', CURRENT_TIMESTAMP),
('generations', '0017_count_rows', CURRENT_TIMESTAMP),
('generations', '0018_rename_beat_to_heartbeat', CURRENT_TIMESTAMP),
('generations', '0001_squashed_0018_rename_beat_to_heartbeat', CURRENT_TIMESTAMP),
('generations', '0019_describe_shares', CURRENT_TIMESTAMP),
('generations', '0020_count_draft_versions', CURRENT_TIMESTAMP),
('generations', '0021_add_lineage', CURRENT_TIMESTAMP),
('generations', '0022_keep_remote_job', CURRENT_TIMESTAMP),
('generations', '0023_note_reports', CURRENT_TIMESTAMP),
('generations', '0024_add_prices', CURRENT_TIMESTAMP),
('generations', '0025_add_request_digest', CURRENT_TIMESTAMP),
('generations', '0026_fill_request_digests', CURRENT_TIMESTAMP),
('generations', '0027_measure_colours', CURRENT_TIMESTAMP),
('generations', '0028_index_spending', CURRENT_TIMESTAMP),
('generations', '0029_keep_alternatives', CURRENT_TIMESTAMP),
('generations', '0030_add_input_roles', CURRENT_TIMESTAMP),
('library', '0001_initial', CURRENT_TIMESTAMP),
('library', '0002_compare_names_by_key', CURRENT_TIMESTAMP),
('library', '0003_find_entries', CURRENT_TIMESTAMP),
('library', '0004_drop_last_of_changes', CURRENT_TIMESTAMP),
('library', '0005_trash_in_order', CURRENT_TIMESTAMP),
('library', '0006_index_marks', CURRENT_TIMESTAMP),
('library', '0007_find_items_of_steps', CURRENT_TIMESTAMP),
('library', '0008_stop_and_forget_changes', CURRENT_TIMESTAMP),
('library', '0009_add_prices', CURRENT_TIMESTAMP),
('library', '0010_find_strips', CURRENT_TIMESTAMP),
('library', '0011_order_by_closeness', CURRENT_TIMESTAMP),
('presets', '0001_keep_palettes', CURRENT_TIMESTAMP),
('presets', '0002_keep_looks_and_templates', CURRENT_TIMESTAMP),
('prices', '0001_add_caps', CURRENT_TIMESTAMP),
('sessions', '0001_initial', CURRENT_TIMESTAMP),
('sweeps', '0001_initial', CURRENT_TIMESTAMP);
INSERT INTO django_content_type (id, app_label, model) VALUES
(1, 'auth', 'group'),
(2, 'auth', 'permission'),
(3, 'contenttypes', 'contenttype'),
(4, 'sessions', 'session'),
(5, 'account', 'emailaddress'),
(6, 'account', 'emailconfirmation'),
(7, 'accounts', 'apikey'),
(8, 'accounts', 'knownnetwork'),
(9, 'accounts', 'owner'),
(10, 'accounts', 'remotekey'),
(11, 'accounts', 'user'),
(12, 'prices', 'cap'),
(13, 'prices', 'monthlyspending'),
(14, 'prices', 'spendingcorrection'),
(15, 'generations', 'asset'),
(16, 'generations', 'draft'),
(17, 'generations', 'generation'),
(18, 'generations', 'idempotencykey'),
(19, 'generations', 'input'),
(20, 'generations', 'picture'),
(21, 'generations', 'share'),
(22, 'generations', 'webhookdelivery'),
(23, 'generations', 'webhookreceiver'),
(24, 'generations', 'webhooksubscription'),
(25, 'generations', 'worker'),
(26, 'sweeps', 'cell'),
(27, 'sweeps', 'purchase'),
(28, 'sweeps', 'sweep'),
(29, 'sweeps', 'sweepshare'),
(30, 'presets', 'look'),
(31, 'presets', 'palette'),
(32, 'presets', 'template'),
(33, 'library', 'bulkchange'),
(34, 'library', 'bulkitem'),
(35, 'library', 'collection'),
(36, 'library', 'collectionitem'),
(37, 'library', 'entry'),
(38, 'library', 'entrytext'),
(39, 'library', 'savedsearch'),
(40, 'library', 'tag'),
(41, 'library', 'tagging');
INSERT INTO auth_permission (id, content_type_id, codename, name) VALUES
(1, 2, 'add_permission', 'Can add permission'),
(2, 2, 'change_permission', 'Can change permission'),
(3, 2, 'delete_permission', 'Can delete permission'),
(4, 2, 'view_permission', 'Can view permission'),
(5, 1, 'add_group', 'Can add group'),
(6, 1, 'change_group', 'Can change group'),
(7, 1, 'delete_group', 'Can delete group'),
(8, 1, 'view_group', 'Can view group'),
(9, 3, 'add_contenttype', 'Can add content type'),
(10, 3, 'change_contenttype', 'Can change content type'),
(11, 3, 'delete_contenttype', 'Can delete content type'),
(12, 3, 'view_contenttype', 'Can view content type'),
(13, 4, 'add_session', 'Can add session'),
(14, 4, 'change_session', 'Can change session'),
(15, 4, 'delete_session', 'Can delete session'),
(16, 4, 'view_session', 'Can view session'),
(17, 5, 'add_emailaddress', 'Can add email address'),
(18, 5, 'change_emailaddress', 'Can change email address'),
(19, 5, 'delete_emailaddress', 'Can delete email address'),
(20, 5, 'view_emailaddress', 'Can view email address'),
(21, 6, 'add_emailconfirmation', 'Can add email confirmation'),
(22, 6, 'change_emailconfirmation', 'Can change email confirmation'),
(23, 6, 'delete_emailconfirmation', 'Can delete email confirmation'),
(24, 6, 'view_emailconfirmation', 'Can view email confirmation'),
(25, 11, 'add_user', 'Can add user'),
(26, 11, 'change_user', 'Can change user'),
(27, 11, 'delete_user', 'Can delete user'),
(28, 11, 'view_user', 'Can view user'),
(29, 9, 'add_owner', 'Can add owner'),
(30, 9, 'change_owner', 'Can change owner'),
(31, 9, 'delete_owner', 'Can delete owner'),
(32, 9, 'view_owner', 'Can view owner'),
(33, 7, 'add_apikey', 'Can add api key'),
(34, 7, 'change_apikey', 'Can change api key'),
(35, 7, 'delete_apikey', 'Can delete api key'),
(36, 7, 'view_apikey', 'Can view api key'),
(37, 10, 'add_remotekey', 'Can add remote key'),
(38, 10, 'change_remotekey', 'Can change remote key'),
(39, 10, 'delete_remotekey', 'Can delete remote key'),
(40, 10, 'view_remotekey', 'Can view remote key'),
(41, 8, 'add_knownnetwork', 'Can add known network'),
(42, 8, 'change_knownnetwork', 'Can change known network'),
(43, 8, 'delete_knownnetwork', 'Can delete known network'),
(44, 8, 'view_knownnetwork', 'Can view known network'),
(45, 12, 'add_cap', 'Can add cap'),
(46, 12, 'change_cap', 'Can change cap'),
(47, 12, 'delete_cap', 'Can delete cap'),
(48, 12, 'view_cap', 'Can view cap'),
(49, 13, 'add_monthlyspending', 'Can add monthly spending'),
(50, 13, 'change_monthlyspending', 'Can change monthly spending'),
(51, 13, 'delete_monthlyspending', 'Can delete monthly spending'),
(52, 13, 'view_monthlyspending', 'Can view monthly spending'),
(53, 14, 'add_spendingcorrection', 'Can add spending correction'),
(54, 14, 'change_spendingcorrection', 'Can change spending correction'),
(55, 14, 'delete_spendingcorrection', 'Can delete spending correction'),
(56, 14, 'view_spendingcorrection', 'Can view spending correction'),
(57, 25, 'add_worker', 'Can add worker'),
(58, 25, 'change_worker', 'Can change worker'),
(59, 25, 'delete_worker', 'Can delete worker'),
(60, 25, 'view_worker', 'Can view worker'),
(61, 15, 'add_asset', 'Can add asset'),
(62, 15, 'change_asset', 'Can change asset'),
(63, 15, 'delete_asset', 'Can delete asset'),
(64, 15, 'view_asset', 'Can view asset'),
(65, 16, 'add_draft', 'Can add draft'),
(66, 16, 'change_draft', 'Can change draft'),
(67, 16, 'delete_draft', 'Can delete draft'),
(68, 16, 'view_draft', 'Can view draft'),
(69, 17, 'add_generation', 'Can add generation'),
(70, 17, 'change_generation', 'Can change generation'),
(71, 17, 'delete_generation', 'Can delete generation'),
(72, 17, 'view_generation', 'Can view generation'),
(73, 18, 'add_idempotencykey', 'Can add idempotency key'),
(74, 18, 'change_idempotencykey', 'Can change idempotency key'),
(75, 18, 'delete_idempotencykey', 'Can delete idempotency key'),
(76, 18, 'view_idempotencykey', 'Can view idempotency key'),
(77, 20, 'add_picture', 'Can add picture'),
(78, 20, 'change_picture', 'Can change picture'),
(79, 20, 'delete_picture', 'Can delete picture'),
(80, 20, 'view_picture', 'Can view picture'),
(81, 19, 'add_input', 'Can add input'),
(82, 19, 'change_input', 'Can change input'),
(83, 19, 'delete_input', 'Can delete input'),
(84, 19, 'view_input', 'Can view input'),
(85, 21, 'add_share', 'Can add share'),
(86, 21, 'change_share', 'Can change share'),
(87, 21, 'delete_share', 'Can delete share'),
(88, 21, 'view_share', 'Can view share'),
(89, 23, 'add_webhookreceiver', 'Can add webhook receiver'),
(90, 23, 'change_webhookreceiver', 'Can change webhook receiver'),
(91, 23, 'delete_webhookreceiver', 'Can delete webhook receiver'),
(92, 23, 'view_webhookreceiver', 'Can view webhook receiver'),
(93, 24, 'add_webhooksubscription', 'Can add webhook subscription'),
(94, 24, 'change_webhooksubscription', 'Can change webhook subscription'),
(95, 24, 'delete_webhooksubscription', 'Can delete webhook subscription'),
(96, 24, 'view_webhooksubscription', 'Can view webhook subscription'),
(97, 22, 'add_webhookdelivery', 'Can add webhook delivery'),
(98, 22, 'change_webhookdelivery', 'Can change webhook delivery'),
(99, 22, 'delete_webhookdelivery', 'Can delete webhook delivery'),
(100, 22, 'view_webhookdelivery', 'Can view webhook delivery'),
(101, 28, 'add_sweep', 'Can add sweep'),
(102, 28, 'change_sweep', 'Can change sweep'),
(103, 28, 'delete_sweep', 'Can delete sweep'),
(104, 28, 'view_sweep', 'Can view sweep'),
(105, 27, 'add_purchase', 'Can add purchase'),
(106, 27, 'change_purchase', 'Can change purchase'),
(107, 27, 'delete_purchase', 'Can delete purchase'),
(108, 27, 'view_purchase', 'Can view purchase'),
(109, 26, 'add_cell', 'Can add cell'),
(110, 26, 'change_cell', 'Can change cell'),
(111, 26, 'delete_cell', 'Can delete cell'),
(112, 26, 'view_cell', 'Can view cell'),
(113, 29, 'add_sweepshare', 'Can add sweep share'),
(114, 29, 'change_sweepshare', 'Can change sweep share'),
(115, 29, 'delete_sweepshare', 'Can delete sweep share'),
(116, 29, 'view_sweepshare', 'Can view sweep share'),
(117, 31, 'add_palette', 'Can add palette'),
(118, 31, 'change_palette', 'Can change palette'),
(119, 31, 'delete_palette', 'Can delete palette'),
(120, 31, 'view_palette', 'Can view palette'),
(121, 30, 'add_look', 'Can add look'),
(122, 30, 'change_look', 'Can change look'),
(123, 30, 'delete_look', 'Can delete look'),
(124, 30, 'view_look', 'Can view look'),
(125, 32, 'add_template', 'Can add template'),
(126, 32, 'change_template', 'Can change template'),
(127, 32, 'delete_template', 'Can delete template'),
(128, 32, 'view_template', 'Can view template'),
(129, 35, 'add_collection', 'Can add collection'),
(130, 35, 'change_collection', 'Can change collection'),
(131, 35, 'delete_collection', 'Can delete collection'),
(132, 35, 'view_collection', 'Can view collection'),
(133, 37, 'add_entry', 'Can add entry'),
(134, 37, 'change_entry', 'Can change entry'),
(135, 37, 'delete_entry', 'Can delete entry'),
(136, 37, 'view_entry', 'Can view entry'),
(137, 36, 'add_collectionitem', 'Can add collection item'),
(138, 36, 'change_collectionitem', 'Can change collection item'),
(139, 36, 'delete_collectionitem', 'Can delete collection item'),
(140, 36, 'view_collectionitem', 'Can view collection item'),
(141, 39, 'add_savedsearch', 'Can add saved search'),
(142, 39, 'change_savedsearch', 'Can change saved search'),
(143, 39, 'delete_savedsearch', 'Can delete saved search'),
(144, 39, 'view_savedsearch', 'Can view saved search'),
(145, 40, 'add_tag', 'Can add tag'),
(146, 40, 'change_tag', 'Can change tag'),
(147, 40, 'delete_tag', 'Can delete tag'),
(148, 40, 'view_tag', 'Can view tag'),
(149, 41, 'add_tagging', 'Can add tagging'),
(150, 41, 'change_tagging', 'Can change tagging'),
(151, 41, 'delete_tagging', 'Can delete tagging'),
(152, 41, 'view_tagging', 'Can view tagging'),
(153, 33, 'add_bulkchange', 'Can add bulk change'),
(154, 33, 'change_bulkchange', 'Can change bulk change'),
(155, 33, 'delete_bulkchange', 'Can delete bulk change'),
(156, 33, 'view_bulkchange', 'Can view bulk change'),
(157, 34, 'add_bulkitem', 'Can add bulk item'),
(158, 34, 'change_bulkitem', 'Can change bulk item'),
(159, 34, 'delete_bulkitem', 'Can delete bulk item'),
(160, 34, 'view_bulkitem', 'Can view bulk item'),
(161, 38, 'add_entrytext', 'Can add entry text'),
(162, 38, 'change_entrytext', 'Can change entry text'),
(163, 38, 'delete_entrytext', 'Can delete entry text'),
(164, 38, 'view_entrytext', 'Can view entry text');
