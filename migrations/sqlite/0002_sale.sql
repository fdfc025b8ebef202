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
    cart       TEXT,
    expires_at INTEGER,
    order_id   TEXT,
    reason     TEXT, -- why it is blocked
    rev        INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER,
    PRIMARY KEY (match_id, seat_id),
    -- A later version may know more states, and share the database with this one while it is rolled out: the checks say what
    -- the states of today imply, and nothing of states that they do not name.
    CONSTRAINT allocations_nobodys CHECK (status NOT IN ('AVAILABLE', 'BLOCKED') OR cart IS NULL),
    CONSTRAINT allocations_somebodys CHECK (status NOT IN ('HOLD', 'RESERVED', 'OCCUPIED') OR cart IS NOT NULL),
    CONSTRAINT allocations_ending CHECK (status NOT IN ('HOLD', 'RESERVED') OR expires_at IS NOT NULL),
    CONSTRAINT allocations_lasting CHECK (status NOT IN ('AVAILABLE', 'OCCUPIED', 'BLOCKED') OR expires_at IS NULL),
    CONSTRAINT allocations_ordered CHECK (status NOT IN ('RESERVED', 'OCCUPIED') OR order_id IS NOT NULL),
    CONSTRAINT allocations_unordered CHECK (status NOT IN ('AVAILABLE', 'HOLD', 'BLOCKED') OR order_id IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocations_by_rev ON allocations (match_id, block_id, rev);
CREATE INDEX allocations_by_expiry ON allocations (expires_at, match_id, seat_id) WHERE status = 'HOLD';
CREATE INDEX allocations_by_cart ON allocations (match_id, cart, expires_at) WHERE cart IS NOT NULL;

-- Every change of an allocation, by the revisions of its block, which have no gap: who had a seat and when, and what a match
-- was like at any moment. Changes of an epoch of this database's own are written with what they change; those of another
-- store when they are told. The key goes by time, so that what is written together stands together: by block it would be
-- a page for each change, which is a quarter of all that a hold writes.
CREATE TABLE allocation_events (
    match_id   INTEGER NOT NULL,
    block_id   INTEGER NOT NULL,
    epoch      TEXT NOT NULL,
    rev        INTEGER NOT NULL,
    seat_id    INTEGER NOT NULL,
    command    TEXT NOT NULL,
    actor      TEXT NOT NULL, -- buyer:…, operator:… or system
    before     TEXT NOT NULL, -- the state that it was in
    status     TEXT NOT NULL,
    cart       TEXT,
    expires_at INTEGER,
    order_id   TEXT,
    reason     TEXT,
    at         INTEGER NOT NULL,
    PRIMARY KEY (match_id, epoch, at, block_id, rev)
) STRICT, WITHOUT ROWID;

-- What is bought together. Whoever makes an order makes its id, so that making it twice makes one; an order that was ended
-- stays, so that nobody makes it afterwards.
CREATE TABLE orders (
    id         TEXT PRIMARY KEY,
    match_id   INTEGER NOT NULL REFERENCES matches (id),
    cart       TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('PENDING', 'PAID', 'CANCELLED', 'EXPIRED', 'FAILED')),
    amount     INTEGER NOT NULL, -- in the currency's smallest unit
    currency   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_of_match ON orders (match_id, status);

-- The seats of an order. A seat of a match is in at most one valid line, which is what says that it is sold. `settled` says
-- that the store which has the allocations is known to show it; where that is this database, it is so from the beginning.
CREATE TABLE order_lines (
    order_id TEXT    NOT NULL REFERENCES orders (id),
    match_id INTEGER NOT NULL REFERENCES matches (id),
    seat_id  INTEGER NOT NULL REFERENCES seats (id),
    block_id INTEGER NOT NULL REFERENCES blocks (id),
    amount   INTEGER NOT NULL, -- in the order's currency
    sold_at  INTEGER NOT NULL,
    valid    INTEGER NOT NULL CHECK (valid IN (0, 1)),
    settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
    PRIMARY KEY (order_id, seat_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX order_lines_valid ON order_lines (match_id, seat_id) WHERE valid;
CREATE INDEX order_lines_open ON order_lines (sold_at) WHERE NOT settled;

-- How an order is paid.
CREATE TABLE payments (
    id           TEXT PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id),
    gateway      TEXT NOT NULL,
    gateway_id   TEXT, -- what the gateway calls it
    status       TEXT NOT NULL,
    amount       INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    UNIQUE (gateway, gateway_id)
) STRICT;
CREATE INDEX payments_of_order ON payments (order_id);

-- What lets one in.
CREATE TABLE tickets (
    id         TEXT PRIMARY KEY,
    order_id   TEXT NOT NULL REFERENCES orders (id),
    match_id   INTEGER NOT NULL REFERENCES matches (id),
    seat_id    INTEGER NOT NULL REFERENCES seats (id),
    valid      INTEGER NOT NULL CHECK (valid IN (0, 1)),
    issued_at  INTEGER NOT NULL,
    entered_at INTEGER
) STRICT;
CREATE UNIQUE INDEX tickets_valid ON tickets (match_id, seat_id) WHERE valid;

-- What is to be told outside: written with what it tells, worked off by any instance. Its key makes that to write it twice is
-- to write it once, and that whoever is told it twice knows it. What is given up stays.
CREATE TABLE outbox (
    id            INTEGER PRIMARY KEY,
    destination   TEXT NOT NULL, -- where it is to be told
    key           TEXT NOT NULL,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL, -- JSON
    created_at    INTEGER NOT NULL,
    due_at        INTEGER NOT NULL, -- when it is to be tried next
    attempts      INTEGER NOT NULL DEFAULT 0, -- how often it was claimed, which also tells one claim from a later one
    claimed_until INTEGER, -- who has claimed it has it to itself until then
    told_at       INTEGER,
    given_up_at   INTEGER,
    error         TEXT, -- why the last attempt failed
    UNIQUE (destination, key)
) STRICT;
CREATE INDEX outbox_due ON outbox (destination, due_at) WHERE told_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outbox_waiting ON outbox (destination, created_at) WHERE told_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outbox_told ON outbox (told_at) WHERE told_at IS NOT NULL;
