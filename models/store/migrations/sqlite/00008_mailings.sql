-- +goose Up
CREATE TABLE mailings (
    id           INTEGER PRIMARY KEY,
    series_id    INTEGER NOT NULL REFERENCES series (id),
    state        TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'started', 'cancelled')),
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    audience     TEXT NOT NULL,
    version      INTEGER NOT NULL,
    recipients   INTEGER NOT NULL,
    send_at      DATETIME,
    started_at   DATETIME,
    cancelled_at DATETIME,
    created_at   DATETIME NOT NULL,
    updated_at   DATETIME NOT NULL
);
CREATE INDEX mailings_series ON mailings (series_id, id);
CREATE INDEX mailings_due ON mailings (send_at) WHERE state = 'scheduled';

ALTER TABLE letters ADD COLUMN mailing_id INTEGER NOT NULL DEFAULT 0;
-- Letters of a lower one go first, so that thousands of a mailing hold up nobody's confirmation.
ALTER TABLE letters ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
DROP INDEX letters_queue;
CREATE INDEX letters_queue ON letters (priority, next_attempt, id) WHERE status = 'queued';
-- A mailing reaches an address once.
CREATE UNIQUE INDEX letters_mailing_once ON letters (mailing_id, lower(recipient_email)) WHERE mailing_id <> 0;
CREATE INDEX letters_mailing ON letters (mailing_id, status, id) WHERE mailing_id <> 0;

-- Lists that an organiser downloads again and again, with the link by which a spreadsheet fetches them.
CREATE TABLE saved_exports (
    id           INTEGER PRIMARY KEY,
    series_id    INTEGER NOT NULL REFERENCES series (id),
    name         TEXT NOT NULL,
    filter       TEXT NOT NULL,
    columns      TEXT NOT NULL,
    format       TEXT NOT NULL,
    dialect      TEXT NOT NULL,
    language     TEXT NOT NULL,
    contacts     BOOLEAN NOT NULL,
    link_version INTEGER NOT NULL,
    link_expires DATETIME,
    fetches      INTEGER NOT NULL,
    fetched_at   DATETIME,
    created_at   DATETIME NOT NULL
);
CREATE INDEX saved_exports_series ON saved_exports (series_id, id);
