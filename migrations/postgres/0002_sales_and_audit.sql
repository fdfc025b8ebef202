-- What tells this database from another one with the same revisions; none until it is first looked at.
ALTER TABLE history ADD COLUMN identity TEXT;

-- The ledger: a seat of a match is sold at most once, ever. `settled` says that the store which has the allocations is
-- known to show the sale; where that is this database, it is so from the beginning.
CREATE TABLE sales (
    match_id BIGINT NOT NULL REFERENCES matches (id),
    seat_id  BIGINT NOT NULL REFERENCES seats (id),
    block_id BIGINT NOT NULL REFERENCES blocks (id),
    holder   TEXT NOT NULL,
    sold_at  BIGINT NOT NULL,
    settled  BOOLEAN NOT NULL,
    PRIMARY KEY (match_id, seat_id)
);
CREATE INDEX open_sales ON sales (sold_at) WHERE NOT settled;

-- Every change that another store reports. Old ones are pruned.
CREATE TABLE audit (
    match_id BIGINT NOT NULL,
    block_id BIGINT NOT NULL,
    epoch    TEXT NOT NULL,
    rev      BIGINT NOT NULL,
    seat_id  BIGINT NOT NULL,
    status   TEXT NOT NULL,
    holder   TEXT,
    at       BIGINT NOT NULL,
    PRIMARY KEY (match_id, block_id, epoch, rev)
);
CREATE INDEX audit_by_time ON audit (at);
