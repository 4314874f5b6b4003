-- +goose Up
-- Erasing finds the letters of a registration.
CREATE INDEX letters_registration ON letters (registration_id, participant_id);
-- A role that an organisation's own sign-in gave goes when that gives it no more. Of those before nobody knows: they stay.
ALTER TABLE role_assignments ADD COLUMN by_provider BOOLEAN NOT NULL DEFAULT FALSE;
