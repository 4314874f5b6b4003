-- +goose Up
CREATE TABLE series (
    id               INTEGER PRIMARY KEY,
    slug             TEXT NOT NULL UNIQUE,
    status           TEXT NOT NULL CHECK (status IN ('draft', 'published')),
    title            TEXT NOT NULL,
    summary          TEXT NOT NULL,
    organiser_name   TEXT NOT NULL,
    organiser_email  TEXT NOT NULL,
    organiser_phone  TEXT NOT NULL,
    language         TEXT NOT NULL,
    timezone         TEXT NOT NULL,
    opens            DATETIME NOT NULL,
    closes           DATETIME NOT NULL,
    policy           TEXT NOT NULL,
    holidays         TEXT NOT NULL,
    retention        TEXT NOT NULL,
    privacy          TEXT NOT NULL,
    sectors          TEXT,
    next_number      INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    revision         INTEGER NOT NULL,
    audit_seq        INTEGER NOT NULL,
    audit_hash       TEXT NOT NULL,
    created_at       DATETIME NOT NULL,
    updated_at       DATETIME NOT NULL
);

CREATE TABLE sessions (
    id                  INTEGER PRIMARY KEY,
    series_id           INTEGER NOT NULL REFERENCES series (id),
    position            INTEGER NOT NULL,
    slug                TEXT NOT NULL,
    status              TEXT NOT NULL CHECK (status IN ('published', 'cancelled')),
    title               TEXT NOT NULL,
    region              TEXT NOT NULL,
    school_region       TEXT NOT NULL,
    partner             TEXT NOT NULL,
    starts              DATETIME NOT NULL,
    ends                DATETIME NOT NULL,
    capacity            INTEGER NOT NULL,
    overbooking         INTEGER NOT NULL,
    venue_name          TEXT NOT NULL,
    venue_address       TEXT NOT NULL,
    venue_postcode      TEXT NOT NULL,
    venue_city          TEXT NOT NULL,
    venue_latitude      REAL NOT NULL,
    venue_longitude     REAL NOT NULL,
    venue_accessibility TEXT NOT NULL,
    confirmed           INTEGER NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    offered             INTEGER NOT NULL DEFAULT 0 CHECK (offered >= 0),
    waiting             INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    sequence            INTEGER NOT NULL DEFAULT 0,
    created_at          DATETIME NOT NULL,
    updated_at          DATETIME NOT NULL,
    UNIQUE (series_id, slug)
);

CREATE TABLE programme_items (
    id         INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    position   INTEGER NOT NULL,
    starts     DATETIME NOT NULL,
    ends       DATETIME NOT NULL,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    speakers   TEXT,
    room       TEXT NOT NULL
);
CREATE INDEX programme_items_session ON programme_items (session_id, position);

CREATE TABLE questions (
    id               INTEGER PRIMARY KEY,
    series_id        INTEGER NOT NULL REFERENCES series (id),
    position         INTEGER NOT NULL,
    key              TEXT NOT NULL,
    label            TEXT NOT NULL,
    help             TEXT NOT NULL,
    kind             TEXT NOT NULL,
    options          TEXT,
    required         BOOLEAN NOT NULL,
    max_length       INTEGER NOT NULL,
    sensitive        BOOLEAN NOT NULL,
    each_participant BOOLEAN NOT NULL,
    UNIQUE (series_id, key)
);

CREATE TABLE organisations (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    created_at DATETIME NOT NULL
);

CREATE TABLE registrations (
    id               INTEGER PRIMARY KEY,
    series_id        INTEGER NOT NULL REFERENCES series (id),
    organisation_id  INTEGER NOT NULL REFERENCES organisations (id),
    reference        TEXT NOT NULL UNIQUE,
    sector           TEXT NOT NULL,
    language         TEXT NOT NULL,
    together         TEXT NOT NULL CHECK (together IN ('all', 'any')),
    wait             BOOLEAN NOT NULL,
    filled_meanwhile BOOLEAN NOT NULL,
    nonce_hash       TEXT,
    token_version    INTEGER NOT NULL,
    created_at       DATETIME NOT NULL,
    updated_at       DATETIME NOT NULL
);
CREATE UNIQUE INDEX registrations_nonce ON registrations (series_id, nonce_hash) WHERE nonce_hash IS NOT NULL;

CREATE TABLE contacts (
    id              INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL UNIQUE REFERENCES registrations (id),
    series_id       INTEGER NOT NULL REFERENCES series (id),
    name            TEXT NOT NULL,
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL,
    phone           TEXT NOT NULL,
    place           INTEGER NOT NULL,
    newsletter      BOOLEAN NOT NULL,
    followup        BOOLEAN NOT NULL
);
CREATE INDEX contacts_email ON contacts (email_key);

CREATE TABLE participants (
    id              INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    series_id       INTEGER NOT NULL REFERENCES series (id),
    place           INTEGER NOT NULL,
    party           INTEGER NOT NULL,
    name            TEXT NOT NULL,
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL,
    role            TEXT NOT NULL,
    token_version   INTEGER NOT NULL,
    UNIQUE (registration_id, place)
);
CREATE INDEX participants_email ON participants (email_key, series_id);

CREATE TABLE choices (
    id              INTEGER PRIMARY KEY,
    series_id       INTEGER NOT NULL REFERENCES series (id),
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    session_id      INTEGER NOT NULL REFERENCES sessions (id),
    party           INTEGER NOT NULL,
    rank            INTEGER NOT NULL,
    number          INTEGER NOT NULL
);
CREATE INDEX choices_registration ON choices (registration_id);

CREATE TABLE placements (
    id              INTEGER PRIMARY KEY,
    series_id       INTEGER NOT NULL REFERENCES series (id),
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    choice_id       INTEGER NOT NULL REFERENCES choices (id),
    session_id      INTEGER NOT NULL REFERENCES sessions (id),
    party           INTEGER NOT NULL,
    number          INTEGER NOT NULL,
    rank            INTEGER NOT NULL,
    size            INTEGER NOT NULL CHECK (size >= 0),
    status          TEXT NOT NULL,
    created_at      DATETIME NOT NULL,
    updated_at      DATETIME NOT NULL
);
CREATE INDEX placements_registration ON placements (registration_id);
CREATE INDEX placements_session ON placements (session_id, number);
-- The line of a session, by size for serving and by number for counting who stands ahead.
CREATE INDEX placements_line_by_size ON placements (session_id, size, number, party, rank) WHERE status = 'waiting';
CREATE INDEX placements_line ON placements (session_id, number, party, size) WHERE status = 'waiting';

CREATE TABLE seats (
    id             INTEGER PRIMARY KEY,
    series_id      INTEGER NOT NULL REFERENCES series (id),
    session_id     INTEGER NOT NULL REFERENCES sessions (id),
    placement_id   INTEGER NOT NULL REFERENCES placements (id),
    participant_id INTEGER NOT NULL REFERENCES participants (id),
    status         TEXT NOT NULL,
    uid            TEXT NOT NULL,
    sequence       INTEGER NOT NULL,
    release_at     DATETIME,
    updated_at     DATETIME NOT NULL,
    UNIQUE (placement_id, participant_id)
);
CREATE INDEX seats_participant ON seats (participant_id, session_id);
CREATE UNIQUE INDEX seats_uid ON seats (uid);

CREATE TABLE answers (
    id              INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    question_id     INTEGER NOT NULL REFERENCES questions (id),
    participant_id  INTEGER REFERENCES participants (id),
    value           TEXT NOT NULL
);
CREATE INDEX answers_registration ON answers (registration_id);

CREATE TABLE letters (
    id              INTEGER PRIMARY KEY,
    series_id       INTEGER NOT NULL REFERENCES series (id),
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
CREATE INDEX letters_queue ON letters (next_attempt, id) WHERE status = 'queued';
-- One calendar change reaches one calendar once.
CREATE UNIQUE INDEX letters_calendar ON letters (uid, participant_id, kind, sequence) WHERE uid <> '';
-- The letters of which an address gets only so many.
CREATE INDEX letters_limited ON letters (recipient_email, kind, stamp) WHERE kind IN ('links', 'duplicate');

CREATE TABLE audit_entries (
    id        INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL REFERENCES series (id),
    seq       INTEGER NOT NULL,
    at        DATETIME NOT NULL,
    actor     TEXT NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    details   TEXT NOT NULL,
    hash      TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_entries_chain ON audit_entries (series_id, seq);
CREATE INDEX audit_entries_subject ON audit_entries (subject);

CREATE TABLE organisers (
    id           INTEGER PRIMARY KEY,
    email        TEXT NOT NULL,
    email_key    TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL,
    disabled     BOOLEAN NOT NULL,
    link_version INTEGER NOT NULL,
    link_expires DATETIME,
    created_at   DATETIME NOT NULL
);

-- Signed-in organisers. The token is stored as its hash.
CREATE TABLE web_sessions (
    token_hash TEXT PRIMARY KEY,
    data       BLOB NOT NULL,
    expires    DATETIME NOT NULL
);
CREATE INDEX web_sessions_expires ON web_sessions (expires);
