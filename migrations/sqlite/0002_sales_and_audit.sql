-- What tells this database from another one with the same revisions; none until it is first looked at.
ALTER TABLE history ADD COLUMN identity TEXT;

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
