-- +goose Up
-- What a placement's new status or size changes is tallied by the program, many at a time: a trigger cost more than the change itself.
DROP TRIGGER placements_tally_was ON placements;
DROP TRIGGER placements_tally_is ON placements;
CREATE TRIGGER placements_tally_was BEFORE UPDATE OF session_id, organisation_id, registration_id ON placements FOR EACH ROW
    WHEN ((OLD.session_id, OLD.organisation_id, OLD.registration_id) IS DISTINCT FROM (NEW.session_id, NEW.organisation_id, NEW.registration_id))
    EXECUTE FUNCTION tally_placements();
CREATE TRIGGER placements_tally_is AFTER UPDATE OF session_id, organisation_id, registration_id ON placements FOR EACH ROW
    WHEN ((OLD.session_id, OLD.organisation_id, OLD.registration_id) IS DISTINCT FROM (NEW.session_id, NEW.organisation_id, NEW.registration_id))
    EXECUTE FUNCTION tally_placements();
