-- +goose Up
-- Who came: when they were marked present at the door, and by whom. NULL: they were not.
ALTER TABLE seats ADD COLUMN present_at DATETIME;
ALTER TABLE seats ADD COLUMN present_by TEXT NOT NULL DEFAULT '';
CREATE INDEX seats_present ON seats (session_id) WHERE present_at IS NOT NULL;

-- The link of a session's reception. The link and its PIN follow from the version, under the installation's secret.
CREATE TABLE door_links (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL,
    open       BOOLEAN NOT NULL,
    wrong      INTEGER NOT NULL,
    phones     INTEGER NOT NULL
);
-- Wrong PINs of one client. The address is stored as its keyed hash.
CREATE TABLE door_tries (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client     TEXT NOT NULL,
    wrong      INTEGER NOT NULL,
    PRIMARY KEY (session_id, client)
);
-- Those that opened the door with the PIN. The token is stored as its hash.
CREATE TABLE door_phones (
    token_hash TEXT PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL,
    number     INTEGER NOT NULL
);
CREATE INDEX door_phones_session ON door_phones (session_id);

-- The steps of an installation's first hour that nothing else tells of.
CREATE TABLE first_steps (
    step         TEXT PRIMARY KEY,
    at           DATETIME NOT NULL,
    organiser_id INTEGER NOT NULL
);
