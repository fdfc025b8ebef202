-- The sale.

-- One row: which unbroken history the revisions below belong to.
CREATE TABLE history (
    id    BIGINT PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL,
    -- What tells this database from another one with the same revisions; none until it is first looked at.
    identity TEXT
);
INSERT INTO history (id, epoch) VALUES (1, left(replace(gen_random_uuid()::TEXT, '-', ''), 12));

-- A block in a match: its revision counter, and its free seats so that the overview need not count them.
CREATE TABLE match_blocks (
    match_id BIGINT NOT NULL REFERENCES matches (id),
    block_id BIGINT NOT NULL REFERENCES blocks (id),
    rev      BIGINT NOT NULL DEFAULT 0,
    total    BIGINT NOT NULL,
    free     BIGINT NOT NULL CHECK (free BETWEEN 0 AND total),
    PRIMARY KEY (match_id, block_id)
);

-- A seat in a match. `rev` is the block's revision of the seat's last change; `updated_at` is for people, and nothing
-- is ever selected by it.
CREATE TABLE allocations (
    match_id   BIGINT NOT NULL REFERENCES matches (id),
    seat_id    BIGINT NOT NULL REFERENCES seats (id),
    block_id   BIGINT NOT NULL REFERENCES blocks (id),
    status     TEXT NOT NULL,
    cart       TEXT,
    expires_at BIGINT,
    order_id   TEXT,
    reason     TEXT, -- why it is blocked
    rev        BIGINT NOT NULL DEFAULT 0,
    updated_at BIGINT,
    PRIMARY KEY (match_id, seat_id),
    -- A later version may know more states, and share the database with this one while it is rolled out: the checks say what
    -- the states of today imply, and nothing of states that they do not name.
    CONSTRAINT allocations_nobodys CHECK (status NOT IN ('AVAILABLE', 'BLOCKED') OR cart IS NULL),
    CONSTRAINT allocations_somebodys CHECK (status NOT IN ('HOLD', 'RESERVED', 'OCCUPIED') OR cart IS NOT NULL),
    CONSTRAINT allocations_ending CHECK (status NOT IN ('HOLD', 'RESERVED') OR expires_at IS NOT NULL),
    CONSTRAINT allocations_lasting CHECK (status NOT IN ('AVAILABLE', 'OCCUPIED', 'BLOCKED') OR expires_at IS NULL),
    CONSTRAINT allocations_ordered CHECK (status NOT IN ('RESERVED', 'OCCUPIED') OR order_id IS NOT NULL),
    CONSTRAINT allocations_unordered CHECK (status NOT IN ('AVAILABLE', 'HOLD', 'BLOCKED') OR order_id IS NULL)
);
CREATE INDEX allocations_by_rev ON allocations (match_id, block_id, rev);
CREATE INDEX allocations_by_expiry ON allocations (expires_at, match_id, seat_id) WHERE status = 'HOLD';
CREATE INDEX allocations_by_cart ON allocations (match_id, cart, expires_at) WHERE cart IS NOT NULL;

-- Every change of an allocation, by the revisions of its block, which have no gap: who had a seat and when, and what a match
-- was like at any moment. Changes of an epoch of this database's own are written with what they change; those of another
-- store when they are told. The key goes by time, so that what is written together stands together: by block it would be
-- a page for each change, which is a quarter of all that a hold writes.
CREATE TABLE allocation_events (
    match_id   BIGINT NOT NULL,
    block_id   BIGINT NOT NULL,
    epoch      TEXT NOT NULL,
    rev        BIGINT NOT NULL,
    seat_id    BIGINT NOT NULL,
    command    TEXT NOT NULL,
    actor      TEXT NOT NULL, -- buyer:…, operator:… or system
    before     TEXT NOT NULL, -- the state that it was in
    status     TEXT NOT NULL,
    cart       TEXT,
    expires_at BIGINT,
    order_id   TEXT,
    reason     TEXT,
    at         BIGINT NOT NULL,
    PRIMARY KEY (match_id, epoch, at, block_id, rev)
);

-- What is bought together. Whoever makes an order makes its id, so that making it twice makes one; an order that was ended
-- stays, so that nobody makes it afterwards.
CREATE TABLE orders (
    id         TEXT PRIMARY KEY,
    match_id   BIGINT NOT NULL REFERENCES matches (id),
    cart       TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('PENDING', 'PAID', 'CANCELLED', 'EXPIRED', 'FAILED')),
    amount     BIGINT NOT NULL, -- in the currency's smallest unit
    currency   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX orders_of_match ON orders (match_id, status);

-- The seats of an order. A seat of a match is in at most one valid line, which is what says that it is sold. `settled` says
-- that the store which has the allocations is known to show it; where that is this database, it is so from the beginning.
CREATE TABLE order_lines (
    order_id TEXT   NOT NULL REFERENCES orders (id),
    match_id BIGINT NOT NULL REFERENCES matches (id),
    seat_id  BIGINT NOT NULL REFERENCES seats (id),
    block_id BIGINT NOT NULL REFERENCES blocks (id),
    amount   BIGINT NOT NULL, -- in the order's currency
    sold_at  BIGINT NOT NULL,
    valid    BOOLEAN NOT NULL,
    settled BOOLEAN NOT NULL,
    PRIMARY KEY (order_id, seat_id)
);
CREATE UNIQUE INDEX order_lines_valid ON order_lines (match_id, seat_id) WHERE valid;
CREATE INDEX order_lines_open ON order_lines (sold_at) WHERE NOT settled;

-- How an order is paid.
CREATE TABLE payments (
    id           TEXT PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id),
    gateway      TEXT NOT NULL,
    gateway_id   TEXT, -- what the gateway calls it
    status       TEXT NOT NULL,
    amount       BIGINT NOT NULL,
    currency     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    UNIQUE (gateway, gateway_id)
);
CREATE INDEX payments_of_order ON payments (order_id);

-- What lets one in.
CREATE TABLE tickets (
    id         TEXT PRIMARY KEY,
    order_id   TEXT NOT NULL REFERENCES orders (id),
    match_id   BIGINT NOT NULL REFERENCES matches (id),
    seat_id    BIGINT NOT NULL REFERENCES seats (id),
    valid      BOOLEAN NOT NULL,
    issued_at  BIGINT NOT NULL,
    entered_at BIGINT
);
CREATE UNIQUE INDEX tickets_valid ON tickets (match_id, seat_id) WHERE valid;

-- What is to be told outside: written with what it tells, worked off by any instance. Its key makes that to write it twice is
-- to write it once, and that whoever is told it twice knows it. What is given up stays.
CREATE TABLE outbox (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    destination   TEXT NOT NULL, -- where it is to be told
    key           TEXT NOT NULL,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL, -- JSON
    created_at    BIGINT NOT NULL,
    due_at        BIGINT NOT NULL, -- when it is to be tried next
    attempts      BIGINT NOT NULL DEFAULT 0, -- how often it was claimed, which also tells one claim from a later one
    claimed_until BIGINT, -- who has claimed it has it to itself until then
    told_at       BIGINT,
    given_up_at   BIGINT,
    error         TEXT, -- why the last attempt failed
    UNIQUE (destination, key)
);
CREATE INDEX outbox_due ON outbox (destination, due_at) WHERE told_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outbox_waiting ON outbox (destination, created_at) WHERE told_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outbox_told ON outbox (told_at) WHERE told_at IS NOT NULL;

-- Takes every lock that a batch of changes needs, and then reads all that it is about: in one journey, and each statement sees
-- what was committed while the one before it waited. Carts first and then blocks, each in ascending order, so that no two
-- batches wait for each other. `what` is 0 for a seat and 1 for what a cart has besides: if it is counted, what is reserved and
-- the holds that end after a moment; if not, what ends last and after it of what is not told as a seat. The texts are told as such, so that a
-- column that becomes a narrower kind of text does not end it.
-- Where it does not wait, a block that somebody else has locked is left out, with its seats.
CREATE FUNCTION read_for_change(carts JSON, blocks JSON, seats JSON, since BIGINT, waits BOOLEAN)
RETURNS TABLE (
    what SMALLINT, match_id BIGINT, block_id BIGINT, block_rev BIGINT, seat_id BIGINT, status TEXT, cart TEXT,
    expires_at BIGINT, order_id TEXT, reason TEXT, rev BIGINT
)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    locked BIGINT[][];
BEGIN
    -- Two holds of one cart in two transactions would each count without the other.
    PERFORM pg_advisory_xact_lock(k.key) FROM (
        SELECT DISTINCT hashtextextended(w.e ->> 1, (w.e ->> 0)::BIGINT) AS key
        FROM json_array_elements(carts) AS w(e) ORDER BY key) AS k;
    -- PostgreSQL takes every JSON list to have a hundred rows, and would rather read a whole table than look up so many; an
    -- array that it cannot see into it takes to have ten.
    IF waits THEN
        PERFORM FROM match_blocks AS b
            JOIN unnest(ARRAY(SELECT json_array_elements(blocks))) AS w(e)
              ON b.match_id = (w.e ->> 0)::BIGINT AND b.block_id = (w.e ->> 1)::BIGINT
            ORDER BY b.match_id, b.block_id FOR NO KEY UPDATE OF b;
    ELSE
        locked := ARRAY(SELECT ARRAY[b.match_id, b.block_id] FROM match_blocks AS b
            JOIN unnest(ARRAY(SELECT json_array_elements(blocks))) AS w(e)
              ON b.match_id = (w.e ->> 0)::BIGINT AND b.block_id = (w.e ->> 1)::BIGINT
            ORDER BY b.match_id, b.block_id FOR NO KEY UPDATE OF b SKIP LOCKED);
    END IF;
    RETURN QUERY
        SELECT 0::SMALLINT, a.match_id, a.block_id, b.rev, a.seat_id, a.status::TEXT, a.cart::TEXT, a.expires_at, a.order_id::TEXT,
               a.reason::TEXT, a.rev
        FROM allocations AS a
        JOIN unnest(ARRAY(SELECT json_array_elements(seats))) AS w(e)
          ON a.match_id = (w.e ->> 0)::BIGINT AND a.block_id = (w.e ->> 1)::BIGINT AND a.seat_id = (w.e ->> 2)::BIGINT
        JOIN match_blocks AS b ON b.match_id = a.match_id AND b.block_id = a.block_id
        WHERE waits OR EXISTS (
            SELECT FROM generate_subscripts(locked, 1) AS n WHERE locked[n][1] = a.match_id AND locked[n][2] = a.block_id);
    RETURN QUERY
        SELECT 1::SMALLINT, a.match_id, a.block_id, 0::BIGINT, a.seat_id, a.status::TEXT, a.cart::TEXT, a.expires_at, a.order_id::TEXT,
               a.reason::TEXT, a.rev
        FROM allocations AS a
        JOIN unnest(ARRAY(SELECT json_array_elements(carts))) AS w(e)
          ON a.match_id = (w.e ->> 0)::BIGINT AND a.cart = w.e ->> 1
        WHERE w.e ->> 2 = '1' AND (a.status = 'HOLD' AND a.expires_at > since OR a.status = 'RESERVED');
    RETURN QUERY
        SELECT 1::SMALLINT, a.match_id, a.block_id, 0::BIGINT, a.seat_id, a.status::TEXT, a.cart::TEXT, a.expires_at, a.order_id::TEXT,
               a.reason::TEXT, a.rev
        FROM unnest(ARRAY(SELECT json_array_elements(carts))) AS w(e)
        CROSS JOIN LATERAL (
            SELECT * FROM allocations AS l
            WHERE l.match_id = (w.e ->> 0)::BIGINT AND l.cart = w.e ->> 1 AND l.expires_at > since
              AND l.status IN ('HOLD', 'RESERVED')
              AND (l.match_id, l.seat_id) NOT IN (
                  SELECT (s.e ->> 0)::BIGINT, (s.e ->> 2)::BIGINT FROM json_array_elements(seats) AS s(e)
                  WHERE waits OR EXISTS (SELECT FROM generate_subscripts(locked, 1) AS n
                                         WHERE locked[n][1] = (s.e ->> 0)::BIGINT AND locked[n][2] = (s.e ->> 1)::BIGINT))
            ORDER BY l.expires_at DESC LIMIT 1) AS a
        WHERE w.e ->> 2 = '0';
END $$;
