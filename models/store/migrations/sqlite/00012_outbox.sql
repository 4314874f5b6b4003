-- +goose Up
-- The outbox of a series counts its letters by state and shows the newest of one.
CREATE INDEX letters_outbox ON letters (series_id, status, id);
-- What was written about a registration since: an older letter is not sent again after a newer one.
CREATE INDEX letters_registration ON letters (registration_id, participant_id) WHERE registration_id <> 0;
