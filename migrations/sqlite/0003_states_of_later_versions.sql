-- A later version may know more states of a seat, and share the database with this one while it is rolled out. The checks
-- say what the states of today imply, and nothing of states that they do not name. SQLite changes no check of a table that
-- is there, so that the table is made anew.
CREATE TABLE allocations_anew (
    match_id   INTEGER NOT NULL REFERENCES matches (id),
    seat_id    INTEGER NOT NULL REFERENCES seats (id),
    block_id   INTEGER NOT NULL REFERENCES blocks (id),
    status     TEXT NOT NULL,
    holder     TEXT,
    expires_at INTEGER,
    rev        INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER,
    PRIMARY KEY (match_id, seat_id),
    CONSTRAINT allocations_nobodys CHECK (status <> 'AVAILABLE' OR holder IS NULL),
    CONSTRAINT allocations_somebodys CHECK (status NOT IN ('HOLD', 'RESERVED', 'OCCUPIED') OR holder IS NOT NULL),
    CONSTRAINT allocations_ending CHECK (status NOT IN ('HOLD', 'RESERVED') OR expires_at IS NOT NULL),
    CONSTRAINT allocations_lasting CHECK (status NOT IN ('AVAILABLE', 'OCCUPIED') OR expires_at IS NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO allocations_anew (match_id, seat_id, block_id, status, holder, expires_at, rev, updated_at)
    SELECT match_id, seat_id, block_id, status, holder, expires_at, rev, updated_at FROM allocations;
DROP TABLE allocations;
ALTER TABLE allocations_anew RENAME TO allocations;
CREATE INDEX allocations_by_rev ON allocations (match_id, block_id, rev);
CREATE INDEX allocations_by_expiry ON allocations (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX allocations_by_holder ON allocations (match_id, holder) WHERE holder IS NOT NULL;
