-- +goose Up
-- Erasing finds the letters of a registration.
CREATE INDEX letters_registration ON letters (registration_id);
