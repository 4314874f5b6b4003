-- +goose Up
-- Sessions know whose they are, so that their owner can list and end them. Those of the version before do not: they end.
-- One that was ended stays for a while, so that a request under way cannot bring it back.
DROP TABLE web_sessions;
CREATE TABLE web_sessions (
    id           INTEGER PRIMARY KEY,
    token_hash   TEXT NOT NULL UNIQUE,
    organiser_id INTEGER REFERENCES organisers (id),
    agent        TEXT NOT NULL,
    data         BLOB NOT NULL,
    ended        BOOLEAN NOT NULL,
    created_at   DATETIME NOT NULL,
    seen_at      DATETIME NOT NULL,
    expires      DATETIME NOT NULL
);
CREATE INDEX web_sessions_expires ON web_sessions (expires);
CREATE INDEX web_sessions_organiser ON web_sessions (organiser_id);

CREATE TABLE passkeys (
    id              INTEGER PRIMARY KEY,
    organiser_id    INTEGER NOT NULL REFERENCES organisers (id),
    name            TEXT NOT NULL,
    credential_id   BLOB NOT NULL UNIQUE,
    public_key      BLOB NOT NULL,
    sign_count      INTEGER NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up       BOOLEAN NOT NULL,
    suspect         BOOLEAN NOT NULL,
    created_at      DATETIME NOT NULL,
    used_at         DATETIME
);
CREATE INDEX passkeys_organiser ON passkeys (organiser_id);

-- The secret is encrypted.
CREATE TABLE authenticators (
    organiser_id INTEGER PRIMARY KEY REFERENCES organisers (id),
    secret       BLOB NOT NULL,
    step         INTEGER NOT NULL,
    created_at   DATETIME NOT NULL
);

-- Mailed codes. The code follows from the nonce under the installation's secret. Without an organiser: somebody asked for an
-- address that is nobody's.
CREATE TABLE sign_in_codes (
    id           INTEGER PRIMARY KEY,
    organiser_id INTEGER REFERENCES organisers (id),
    nonce        TEXT NOT NULL,
    tries        INTEGER NOT NULL,
    expires      DATETIME NOT NULL
);
CREATE INDEX sign_in_codes_expires ON sign_in_codes (expires);

CREATE TABLE organiser_events (
    id           INTEGER PRIMARY KEY,
    organiser_id INTEGER NOT NULL REFERENCES organisers (id),
    at           DATETIME NOT NULL,
    what         TEXT NOT NULL
);
CREATE INDEX organiser_events_organiser ON organiser_events (organiser_id, id);
