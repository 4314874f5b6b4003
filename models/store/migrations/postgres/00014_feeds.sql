-- +goose Up
-- The address of a calendar feed holds a version of its own: a raised one revokes the address, and leaves other links alone.
ALTER TABLE participants ADD COLUMN feed_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE organisers ADD COLUMN feed_version INTEGER NOT NULL DEFAULT 1;
