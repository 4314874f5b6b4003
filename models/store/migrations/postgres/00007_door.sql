-- +goose Up
-- Who came: when they were marked present at the door, and by whom. NULL: they were not.
ALTER TABLE seats ADD COLUMN present_at TIMESTAMPTZ;
ALTER TABLE seats ADD COLUMN present_by TEXT NOT NULL DEFAULT '';
CREATE INDEX seats_present ON seats (session_id) WHERE present_at IS NOT NULL;

-- The link of a session's reception. The link and its PIN follow from the version, under the installation's secret.
CREATE TABLE door_links (
    session_id BIGINT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    version    BIGINT NOT NULL,
    open       BOOLEAN NOT NULL,
    wrong      BIGINT NOT NULL,
    phones     BIGINT NOT NULL
);
-- Wrong PINs of one client. The address is stored as its keyed hash.
CREATE TABLE door_tries (
    session_id BIGINT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client     TEXT NOT NULL,
    wrong      BIGINT NOT NULL,
    PRIMARY KEY (session_id, client)
);
-- Those that opened the door with the PIN. The token is stored as its hash.
CREATE TABLE door_phones (
    token_hash TEXT PRIMARY KEY,
    session_id BIGINT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    version    BIGINT NOT NULL,
    number     BIGINT NOT NULL
);
CREATE INDEX door_phones_session ON door_phones (session_id);

-- The steps of an installation's first hour that nothing else tells of.
CREATE TABLE first_steps (
    step         TEXT PRIMARY KEY,
    at           TIMESTAMPTZ NOT NULL,
    organiser_id BIGINT NOT NULL
);
