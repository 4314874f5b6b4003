-- +goose Up
-- What an organiser may do, where: everywhere, in a series, or at one session of it.
CREATE TABLE role_assignments (
    id           INTEGER PRIMARY KEY,
    organiser_id INTEGER NOT NULL REFERENCES organisers (id),
    role         TEXT NOT NULL CHECK (role IN ('admin', 'organiser', 'partner', 'reception', 'reader')),
    series_id    INTEGER REFERENCES series (id),
    session_id   INTEGER REFERENCES sessions (id),
    created_at   DATETIME NOT NULL
);
CREATE UNIQUE INDEX role_assignments_once ON role_assignments (organiser_id, coalesce(series_id, 0), coalesce(session_id, 0));
CREATE INDEX role_assignments_series ON role_assignments (series_id);
INSERT INTO role_assignments (organiser_id, role, created_at) SELECT id, role, created_at FROM organisers;
ALTER TABLE organisers DROP COLUMN role;
-- When they first signed in: NULL, never.
ALTER TABLE organisers ADD COLUMN signed_in_at DATETIME;

-- Letters to organisers are about no series: their series_id is 0, so that it refers to nothing.
CREATE TABLE letters_of_all (
    id              INTEGER PRIMARY KEY,
    series_id       INTEGER NOT NULL,
    registration_id INTEGER NOT NULL,
    participant_id  INTEGER NOT NULL,
    placement_id    INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    recipient_name  TEXT NOT NULL,
    recipient_email TEXT NOT NULL,
    language        TEXT NOT NULL,
    message_id      TEXT NOT NULL UNIQUE,
    uid             TEXT NOT NULL,
    sequence        INTEGER NOT NULL,
    stamp           DATETIME NOT NULL,
    facts           TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed')),
    raw             BLOB,
    attempts        INTEGER NOT NULL,
    next_attempt    DATETIME NOT NULL,
    sent_at         DATETIME,
    failure         TEXT NOT NULL
);
INSERT INTO letters_of_all SELECT id, series_id, registration_id, participant_id, placement_id, kind, recipient_name, recipient_email, language,
    message_id, uid, sequence, stamp, facts, status, raw, attempts, next_attempt, sent_at, failure FROM letters;
DROP TABLE letters;
ALTER TABLE letters_of_all RENAME TO letters;
CREATE INDEX letters_queue ON letters (next_attempt, id) WHERE status = 'queued';
-- One calendar change reaches one calendar once.
CREATE UNIQUE INDEX letters_calendar ON letters (uid, participant_id, kind, sequence) WHERE uid <> '';
-- The letters of which an address gets only so many.
CREATE INDEX letters_limited ON letters (recipient_email, kind, stamp) WHERE kind IN ('links', 'duplicate', 'code');
