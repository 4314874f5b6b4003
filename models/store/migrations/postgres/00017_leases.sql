-- +goose Up
-- Until when a worker holds a letter: one that is only to be tried again later is held by nobody.
ALTER TABLE letters ADD COLUMN leased_until TIMESTAMPTZ;
