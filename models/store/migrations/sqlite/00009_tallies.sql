-- +goose Up
-- What a placement's new status or size changes is tallied by the program, many at a time: a trigger cost more than the
-- change itself.
DROP TRIGGER placements_tally_turn;
