-- +goose Up
-- What somebody needs to take part, as it is being arranged. It goes with the answer that says so.
CREATE TABLE access_needs (
    answer_id   INTEGER PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
    arranged    BOOLEAN NOT NULL,
    note        TEXT NOT NULL,
    book_before TEXT NOT NULL,
    updated_at  DATETIME NOT NULL
);

-- The link to a session's numbers that needs no account. A raised version revokes it.
CREATE TABLE numbers_links (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL,
    open       BOOLEAN NOT NULL,
    made_at    DATETIME NOT NULL
);

CREATE INDEX letters_failed ON letters (series_id, id) WHERE status = 'failed';

-- Who did what: what people of the office did, and what is done seldom, is found without reading every sign-up.
CREATE INDEX audit_entries_office ON audit_entries (series_id, actor, seq) WHERE actor NOT IN ('holder', 'system');
CREATE INDEX audit_entries_seldom ON audit_entries (series_id, action, seq) WHERE action NOT IN ('register', 'grant');
CREATE INDEX audit_entries_time ON audit_entries (series_id, at, seq);

-- How many people have a seat or an offer at a session, and how many wait there: by sector, by organisation (its id), by the
-- hour in which they asked for it (UTC), and by what was answered to a question that offers its answers. It is what tallied
-- sums up to, kept by the triggers below in the statement that changes it, so that the board reads few rows.
CREATE TABLE tallies (
    session_id  INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    question_id INTEGER NOT NULL,
    item        TEXT NOT NULL,
    seated      INTEGER NOT NULL,
    waiting     INTEGER NOT NULL,
    PRIMARY KEY (session_id, kind, question_id, item)
) WITHOUT ROWID;

-- A row for each thing that counts, with the row that it comes and goes with: a placement, a seat or an answer.
CREATE VIEW tallied AS
SELECT p.id AS placement_id, 0 AS seat_id, 0 AS answer_id, p.registration_id, p.session_id, 'sector' AS kind, 0 AS question_id, r.sector AS item,
    CASE WHEN p.status = 'waiting' THEN 0 ELSE p.size END AS seated, CASE WHEN p.status = 'waiting' THEN p.size ELSE 0 END AS waiting
FROM placements p JOIN registrations r ON r.id = p.registration_id WHERE p.status IN ('confirmed', 'offered', 'waiting')
UNION ALL
SELECT p.id, 0, 0, p.registration_id, p.session_id, 'organisation', 0, CAST(p.organisation_id AS TEXT),
    CASE WHEN p.status = 'waiting' THEN 0 ELSE p.size END, CASE WHEN p.status = 'waiting' THEN p.size ELSE 0 END
FROM placements p WHERE p.status IN ('confirmed', 'offered', 'waiting')
UNION ALL
SELECT p.id, 0, 0, p.registration_id, p.session_id, 'hour', 0, substr(p.created_at, 1, 13),
    CASE WHEN p.status = 'waiting' THEN 0 ELSE p.size END, CASE WHEN p.status = 'waiting' THEN p.size ELSE 0 END
FROM placements p WHERE p.status IN ('confirmed', 'offered', 'waiting')
UNION ALL
SELECT p.id, 0, a.id, p.registration_id, p.session_id, 'answer', a.question_id, a.value,
    CASE WHEN p.status = 'waiting' THEN 0 ELSE p.size END, CASE WHEN p.status = 'waiting' THEN p.size ELSE 0 END
FROM placements p JOIN answers a ON a.registration_id = p.registration_id AND a.participant_id IS NULL JOIN questions q ON q.id = a.question_id
WHERE p.status IN ('confirmed', 'offered', 'waiting') AND q.kind <> 'text' AND NOT q.sensitive
UNION ALL
SELECT 0, s.id, a.id, p.registration_id, s.session_id, 'answer', a.question_id, a.value,
    CASE WHEN s.status = 'waiting' THEN 0 ELSE 1 END, CASE WHEN s.status = 'waiting' THEN 1 ELSE 0 END
FROM seats s JOIN placements p ON p.id = s.placement_id
JOIN answers a ON a.registration_id = p.registration_id AND a.participant_id = s.participant_id JOIN questions q ON q.id = a.question_id
WHERE s.status IN ('confirmed', 'offered', 'waiting') AND q.kind <> 'text' AND NOT q.sensitive;

INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM tallied GROUP BY session_id, kind, question_id, item;

-- +goose StatementBegin
CREATE TRIGGER placements_tally_more AFTER INSERT ON placements BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, seated, waiting FROM tallied WHERE placement_id = NEW.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER placements_tally_less BEFORE DELETE ON placements BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -seated, -waiting FROM tallied WHERE placement_id = OLD.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER placements_tally_was BEFORE UPDATE OF session_id, organisation_id, registration_id ON placements WHEN (OLD.session_id, OLD.organisation_id, OLD.registration_id) IS NOT (NEW.session_id, NEW.organisation_id, NEW.registration_id) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -seated, -waiting FROM tallied WHERE placement_id = OLD.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER placements_tally_is AFTER UPDATE OF session_id, organisation_id, registration_id ON placements WHEN (OLD.session_id, OLD.organisation_id, OLD.registration_id) IS NOT (NEW.session_id, NEW.organisation_id, NEW.registration_id) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, seated, waiting FROM tallied WHERE placement_id = NEW.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd

-- Most of what happens to a placement leaves it where it is: what it counts for stays, and how much is the difference.
-- +goose StatementBegin
CREATE TRIGGER placements_tally_turn AFTER UPDATE OF status, size ON placements
WHEN (OLD.status, OLD.size) IS NOT (NEW.status, NEW.size) AND (OLD.session_id, OLD.organisation_id, OLD.registration_id) IS (NEW.session_id, NEW.organisation_id, NEW.registration_id) BEGIN
    INSERT INTO tallies SELECT NEW.session_id, k.kind, k.question_id, k.item, d.seated, d.waiting FROM (
        SELECT CASE WHEN NEW.status IN ('confirmed', 'offered') THEN NEW.size ELSE 0 END - CASE WHEN OLD.status IN ('confirmed', 'offered') THEN OLD.size ELSE 0 END AS seated,
            CASE WHEN NEW.status = 'waiting' THEN NEW.size ELSE 0 END - CASE WHEN OLD.status = 'waiting' THEN OLD.size ELSE 0 END AS waiting) d
    CROSS JOIN (
        SELECT 'sector' AS kind, 0 AS question_id, r.sector AS item FROM registrations r WHERE r.id = NEW.registration_id
        UNION ALL SELECT 'organisation', 0, CAST(NEW.organisation_id AS TEXT)
        UNION ALL SELECT 'hour', 0, substr(NEW.created_at, 1, 13)
        UNION ALL SELECT 'answer', a.question_id, a.value FROM answers a JOIN questions q ON q.id = a.question_id
            WHERE a.registration_id = NEW.registration_id AND a.participant_id IS NULL AND q.kind <> 'text' AND NOT q.sensitive) k
    WHERE d.seated <> 0 OR d.waiting <> 0
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER seats_tally_more AFTER INSERT ON seats BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, seated, waiting FROM tallied WHERE seat_id = NEW.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seats_tally_less BEFORE DELETE ON seats BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -seated, -waiting FROM tallied WHERE seat_id = OLD.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seats_tally_was BEFORE UPDATE OF status, session_id, participant_id ON seats WHEN (OLD.status, OLD.session_id, OLD.participant_id) IS NOT (NEW.status, NEW.session_id, NEW.participant_id)
    AND EXISTS (SELECT 1 FROM placements p JOIN answers a ON a.registration_id = p.registration_id WHERE p.id = OLD.placement_id AND a.participant_id = OLD.participant_id) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -seated, -waiting FROM tallied WHERE seat_id = OLD.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seats_tally_is AFTER UPDATE OF status, session_id, participant_id ON seats WHEN (OLD.status, OLD.session_id, OLD.participant_id) IS NOT (NEW.status, NEW.session_id, NEW.participant_id)
    AND EXISTS (SELECT 1 FROM placements p JOIN answers a ON a.registration_id = p.registration_id WHERE p.id = NEW.placement_id AND a.participant_id = NEW.participant_id) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, seated, waiting FROM tallied WHERE seat_id = NEW.id
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER answers_tally_more AFTER INSERT ON answers BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM tallied WHERE answer_id = NEW.id
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER answers_tally_less BEFORE DELETE ON answers BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -sum(seated), -sum(waiting) FROM tallied WHERE answer_id = OLD.id
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER answers_tally_was BEFORE UPDATE OF value, participant_id ON answers WHEN (OLD.value, OLD.participant_id) IS NOT (NEW.value, NEW.participant_id) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -sum(seated), -sum(waiting) FROM tallied WHERE answer_id = OLD.id
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER answers_tally_is AFTER UPDATE OF value, participant_id ON answers WHEN (OLD.value, OLD.participant_id) IS NOT (NEW.value, NEW.participant_id) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM tallied WHERE answer_id = NEW.id
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER registrations_tally_was BEFORE UPDATE OF sector ON registrations WHEN OLD.sector IS NOT NEW.sector BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -sum(seated), -sum(waiting) FROM tallied WHERE registration_id = OLD.id AND kind = 'sector'
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registrations_tally_is AFTER UPDATE OF sector ON registrations WHEN OLD.sector IS NOT NEW.sector BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM tallied WHERE registration_id = NEW.id AND kind = 'sector'
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER questions_tally_was BEFORE UPDATE OF kind, sensitive ON questions WHEN (OLD.kind, OLD.sensitive) IS NOT (NEW.kind, NEW.sensitive) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, -sum(seated), -sum(waiting) FROM tallied WHERE question_id = OLD.id AND kind = 'answer'
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER questions_tally_is AFTER UPDATE OF kind, sensitive ON questions WHEN (OLD.kind, OLD.sensitive) IS NOT (NEW.kind, NEW.sensitive) BEGIN
    INSERT INTO tallies SELECT session_id, kind, question_id, item, sum(seated), sum(waiting) FROM tallied WHERE question_id = NEW.id AND kind = 'answer'
    GROUP BY session_id, kind, question_id, item
    ON CONFLICT (session_id, kind, question_id, item) DO UPDATE SET seated = tallies.seated + excluded.seated, waiting = tallies.waiting + excluded.waiting;
END;
-- +goose StatementEnd
