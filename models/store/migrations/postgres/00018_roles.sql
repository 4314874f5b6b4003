-- +goose Up
-- What somebody gave by hand and what the provider of an organisation's own sign-in gives stand beside each other.
DROP INDEX role_assignments_once;
CREATE UNIQUE INDEX role_assignments_once ON role_assignments (organiser_id, coalesce(series_id, 0), coalesce(session_id, 0), by_provider);
