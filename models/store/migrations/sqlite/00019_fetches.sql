-- +goose Up
-- When a saved export was fetched by its link, and with what: "Firefox/Windows", empty when that is not known.
CREATE TABLE export_fetches (
    id        INTEGER PRIMARY KEY,
    export_id INTEGER NOT NULL REFERENCES saved_exports (id) ON DELETE CASCADE,
    at        DATETIME NOT NULL,
    agent     TEXT NOT NULL
);
CREATE INDEX export_fetches_export ON export_fetches (export_id, id);
