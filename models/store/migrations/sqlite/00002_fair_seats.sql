-- +goose Up
-- Until when time's passing was settled: NULL for a series that this version has not written to yet.
ALTER TABLE series ADD COLUMN settled_at DATETIME;
ALTER TABLE series ADD COLUMN drawn_at DATETIME;
ALTER TABLE sessions ADD COLUMN shares TEXT;
ALTER TABLE organisations ADD COLUMN merged_into INTEGER REFERENCES organisations (id);
ALTER TABLE participants ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE choices ADD COLUMN sought BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE choices ADD COLUMN closed TEXT NOT NULL DEFAULT '';
ALTER TABLE placements ADD COLUMN organisation_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE placements ADD COLUMN share INTEGER NOT NULL DEFAULT 0;
ALTER TABLE placements ADD COLUMN resting BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE placements ADD COLUMN front BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE placements ADD COLUMN deadline DATETIME;
ALTER TABLE placements ADD COLUMN remind_at DATETIME;

UPDATE placements SET organisation_id = (SELECT r.organisation_id FROM registrations r WHERE r.id = placements.registration_id);
UPDATE participants SET withdrawn = TRUE WHERE NOT EXISTS (
    SELECT 1 FROM seats s WHERE s.participant_id = participants.id AND s.status IN ('confirmed', 'offered', 'waiting'));

CREATE TABLE draws (
    series_id  INTEGER PRIMARY KEY REFERENCES series (id),
    seed       TEXT NOT NULL,
    number     INTEGER NOT NULL,
    closed_at  DATETIME,
    list       TEXT NOT NULL,
    list_hash  TEXT NOT NULL,
    value      TEXT NOT NULL
);

CREATE INDEX registrations_organisation ON registrations (organisation_id);
CREATE INDEX placements_choice ON placements (choice_id);
-- Serving: who stands first of an organisation, a share and a size at a session, and of those where the organisation has room.
DROP INDEX placements_line_by_size;
CREATE INDEX placements_group ON placements (session_id, organisation_id, share, size, number, party, rank) WHERE status = 'waiting' AND NOT resting;
CREATE INDEX placements_group_front ON placements (session_id, organisation_id) WHERE front;
CREATE INDEX placements_front ON placements (session_id, share, size, number, party, rank) WHERE front;
CREATE INDEX placements_taken ON placements (session_id, organisation_id, size) WHERE status IN ('confirmed', 'offered');
CREATE INDEX placements_offers ON placements (deadline) WHERE status = 'offered';
