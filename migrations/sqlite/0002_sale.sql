-- The sale.

-- One row: which unbroken history the revisions below belong to.
CREATE TABLE history (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL,
    -- What tells this database from another one with the same revisions; none until it is first looked at.
    identity TEXT
) STRICT;
INSERT INTO history (id, epoch) VALUES (1, lower(hex(randomblob(6))));

-- A block in a match: its revision counter, and its free seats so that the overview need not count them.
CREATE TABLE match_blocks (
    match_id INTEGER NOT NULL REFERENCES matches (id),
    block_id INTEGER NOT NULL REFERENCES blocks (id),
    rev      INTEGER NOT NULL DEFAULT 0,
    total    INTEGER NOT NULL,
    free     INTEGER NOT NULL CHECK (free BETWEEN 0 AND total),
    PRIMARY KEY (match_id, block_id)
) STRICT, WITHOUT ROWID;

-- A seat in a match. `rev` is the block's revision of the seat's last change; `updated_at` is for people, and nothing
-- is ever selected by it.
CREATE TABLE allocations (
    match_id   INTEGER NOT NULL REFERENCES matches (id),
    seat_id    INTEGER NOT NULL REFERENCES seats (id),
    block_id   INTEGER NOT NULL REFERENCES blocks (id),
    status     TEXT NOT NULL,
    holder     TEXT,
    expires_at INTEGER,
    rev        INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER,
    PRIMARY KEY (match_id, seat_id),
    -- A later version may know more states, and share the database with this one while it is rolled out: the checks say what
    -- the states of today imply, and nothing of states that they do not name.
    CONSTRAINT allocations_nobodys CHECK (status <> 'AVAILABLE' OR holder IS NULL),
    CONSTRAINT allocations_somebodys CHECK (status NOT IN ('HOLD', 'RESERVED', 'OCCUPIED') OR holder IS NOT NULL),
    CONSTRAINT allocations_ending CHECK (status NOT IN ('HOLD', 'RESERVED') OR expires_at IS NOT NULL),
    CONSTRAINT allocations_lasting CHECK (status NOT IN ('AVAILABLE', 'OCCUPIED') OR expires_at IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocations_by_rev ON allocations (match_id, block_id, rev);
CREATE INDEX allocations_by_expiry ON allocations (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX allocations_by_holder ON allocations (match_id, holder) WHERE holder IS NOT NULL;

-- The ledger: a seat of a match is sold at most once, ever. `settled` says that the store which has the allocations is
-- known to show the sale; where that is this database, it is so from the beginning.
CREATE TABLE sales (
    match_id INTEGER NOT NULL REFERENCES matches (id),
    seat_id  INTEGER NOT NULL REFERENCES seats (id),
    block_id INTEGER NOT NULL REFERENCES blocks (id),
    holder   TEXT NOT NULL,
    sold_at  INTEGER NOT NULL,
    settled  INTEGER NOT NULL CHECK (settled IN (0, 1)),
    PRIMARY KEY (match_id, seat_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_sales ON sales (sold_at) WHERE NOT settled;

-- Every change that another store reports. Old ones are pruned.
CREATE TABLE audit (
    match_id INTEGER NOT NULL,
    block_id INTEGER NOT NULL,
    epoch    TEXT NOT NULL,
    rev      INTEGER NOT NULL,
    seat_id  INTEGER NOT NULL,
    status   TEXT NOT NULL,
    holder   TEXT,
    at       INTEGER NOT NULL,
    PRIMARY KEY (match_id, block_id, epoch, rev)
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
