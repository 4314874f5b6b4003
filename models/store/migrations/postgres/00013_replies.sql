-- +goose Up
-- What a person's calendar answered last.
ALTER TABLE seats ADD COLUMN answered TEXT NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN answered_at TIMESTAMPTZ;
ALTER TABLE seats ADD COLUMN answer_stamp TIMESTAMPTZ;
CREATE INDEX seats_release ON seats (series_id, release_at) WHERE release_at IS NOT NULL;
ALTER TABLE series ADD COLUMN release_due TIMESTAMPTZ;

-- The messages, and the answers of calendars, that were processed: each once. Keys are hashes, and tell nothing of them.
CREATE TABLE received (
    key     TEXT PRIMARY KEY,
    outcome TEXT NOT NULL,
    at      TIMESTAMPTZ NOT NULL
);

-- How far the mailboxes were read.
CREATE TABLE mailboxes (
    name     TEXT PRIMARY KEY,
    validity BIGINT NOT NULL,
    uid      BIGINT NOT NULL
);

-- The addresses that letters of a series cannot be delivered to.
CREATE TABLE bounces (
    series_id BIGINT NOT NULL REFERENCES series (id),
    email_key TEXT NOT NULL,
    status    TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (series_id, email_key)
);

-- The letters that answers lead to, of which a registration gets only so many.
CREATE INDEX letters_answers ON letters (registration_id, kind, stamp) WHERE kind IN ('decline-confirm', 'accept-again', 'forwarded');
