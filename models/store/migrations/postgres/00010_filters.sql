-- +goose Up
-- Saved exports can be changed, and their links work as long as whoever made them may export. Of links that there are nobody
-- knows who made them.
ALTER TABLE saved_exports ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE saved_exports ADD COLUMN link_by BIGINT REFERENCES organisers (id);
-- Their filters become those of the list, which may name several sessions and sectors.
UPDATE saved_exports SET filter = CAST(json_build_object(
    'Sessions', CASE WHEN coalesce(CAST(filter AS json) ->> 'Session', '') = '' THEN json_build_array() ELSE json_build_array(CAST(filter AS json) ->> 'Session') END,
    'Statuses', CAST(coalesce(CAST(filter AS json) ->> 'Statuses', '[]') AS json),
    'Sectors', CASE WHEN coalesce(CAST(filter AS json) ->> 'Sector', '') = '' THEN json_build_array() ELSE json_build_array(CAST(filter AS json) ->> 'Sector') END,
    'Question', coalesce(CAST(filter AS json) ->> 'Question', ''),
    'Option', coalesce(CAST(filter AS json) ->> 'Option', '')) AS text);
