-- +goose Up
-- What undoing an organiser's act on a registration needs. It may hold names and addresses, and is kept for a day at most.
CREATE TABLE undos (
    registration_id INTEGER NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    act             INTEGER NOT NULL,
    series_id       INTEGER NOT NULL REFERENCES series (id),
    action          TEXT NOT NULL,
    at              DATETIME NOT NULL,
    kept            TEXT NOT NULL,
    PRIMARY KEY (registration_id, act)
);
CREATE INDEX undos_act ON undos (series_id, act);
CREATE INDEX undos_at ON undos (at);
