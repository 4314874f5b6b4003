-- +goose Up
-- How often an organiser gets a digest, in which language (empty: that of a series), when the next one is due, and until when they were told.
ALTER TABLE organisers ADD COLUMN digest TEXT NOT NULL DEFAULT 'daily';
ALTER TABLE organisers ADD COLUMN digest_language TEXT NOT NULL DEFAULT '';
ALTER TABLE organisers ADD COLUMN digest_at TIMESTAMPTZ;
ALTER TABLE organisers ADD COLUMN digested_at TIMESTAMPTZ;

-- What a digest counts: who signed up, and whose seat was given up, since some moment.
CREATE INDEX registrations_created ON registrations (created_at);
CREATE INDEX seats_given_up ON seats (updated_at) WHERE status IN ('cancelled', 'moved') AND sequence > 0;
