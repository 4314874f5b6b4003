-- +goose Up
-- The outbox of a series counts its letters by state and shows the newest of one.
CREATE INDEX letters_outbox ON letters (series_id, status, id);
