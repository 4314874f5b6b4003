-- +goose Up
-- What the organisers' list filters, searches and sorts by, so that it reads one index. The texts are filled in after this
-- step: they are folded in ways that SQL does not know.
ALTER TABLE seats ADD COLUMN registration_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN latest BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE seats ADD COLUMN found TEXT NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN found_public INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN sector TEXT NOT NULL DEFAULT '';
UPDATE seats SET registration_id = (SELECT p.registration_id FROM placements p WHERE p.id = seats.placement_id),
    latest = NOT EXISTS (SELECT 1 FROM seats later WHERE later.participant_id = seats.participant_id AND later.session_id = seats.session_id AND later.id > seats.id);
CREATE INDEX seats_list ON seats (series_id, found, participant_id, session_id, status, sector, organisation, found_public, registration_id, placement_id) WHERE latest;
-- The options that were chosen: of a long text only its beginning, as PostgreSQL's indexes hold no more.
CREATE INDEX answers_option ON answers (question_id, substr(value, 1, 600), registration_id, participant_id);

-- The columns that an organiser chose.
CREATE TABLE organiser_views (
    organiser_id INTEGER NOT NULL REFERENCES organisers (id),
    series_id    INTEGER NOT NULL REFERENCES series (id),
    columns      TEXT NOT NULL,
    PRIMARY KEY (organiser_id, series_id)
);

-- What organisers write down about a registration, for each other.
CREATE TABLE registration_notes (
    id              INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    organiser_id    INTEGER NOT NULL REFERENCES organisers (id),
    text            TEXT NOT NULL,
    created_at      DATETIME NOT NULL
);
CREATE INDEX registration_notes_registration ON registration_notes (registration_id);
