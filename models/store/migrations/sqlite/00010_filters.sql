-- +goose Up
-- Saved exports can be changed, and their links work as long as whoever made them may export. Of links that there are nobody
-- knows who made them.
ALTER TABLE saved_exports ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE saved_exports ADD COLUMN link_by INTEGER REFERENCES organisers (id);
-- Their filters become those of the list, which may name several sessions and sectors.
UPDATE saved_exports SET filter = json_object(
    'Sessions', CASE WHEN coalesce(json_extract(filter, '$.Session'), '') = '' THEN json('[]') ELSE json_array(json_extract(filter, '$.Session')) END,
    'Statuses', json(coalesce(json_extract(filter, '$.Statuses'), '[]')),
    'Sectors', CASE WHEN coalesce(json_extract(filter, '$.Sector'), '') = '' THEN json('[]') ELSE json_array(json_extract(filter, '$.Sector')) END,
    'Question', coalesce(json_extract(filter, '$.Question'), ''),
    'Option', coalesce(json_extract(filter, '$.Option'), ''));
