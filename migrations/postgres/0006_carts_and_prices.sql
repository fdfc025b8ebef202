-- When carts began, and what a match has of its own besides prices: ticket types, what an order costs besides, and what becomes of
-- choices that leave a seat alone. The version before reads and writes the same tables meanwhile, and knows nothing of these.

-- When the cart of a seat on hold began what it has in the match. It belongs to one change of the seat: what the version before
-- makes of the seat has a later revision, and then nobody knows.
ALTER TABLE allocations ADD COLUMN held_since BIGINT;
ALTER TABLE allocations ADD COLUMN held_since_rev BIGINT;

-- What becomes of a choice that leaves one free seat alone in its row; and what an order costs besides its seats.
ALTER TABLE matches ADD COLUMN orphan_rule TEXT NOT NULL DEFAULT 'off';
ALTER TABLE matches ADD COLUMN order_fee BIGINT NOT NULL DEFAULT 0;

-- For whom a match's seats are sold, in an order, and at which prices, for each category of its venue. A match that has none
-- sells its seats at the prices of `match_prices` and `categories`.
CREATE TABLE ticket_types (
    match_id BIGINT NOT NULL REFERENCES matches (id),
    key      TEXT   NOT NULL,
    position BIGINT NOT NULL CHECK (position >= 0),
    name     TEXT   NOT NULL,
    name_ko  TEXT,
    name_en  TEXT,
    PRIMARY KEY (match_id, key),
    UNIQUE (match_id, position)
);

CREATE TABLE ticket_prices (
    match_id    BIGINT NOT NULL,
    type_key    TEXT   NOT NULL,
    category_id BIGINT NOT NULL REFERENCES categories (id),
    price       BIGINT NOT NULL CHECK (price >= 0), -- in the smallest unit of the match's currency
    PRIMARY KEY (match_id, type_key, category_id),
    FOREIGN KEY (match_id, type_key) REFERENCES ticket_types (match_id, key)
);

-- What `read_for_change` does, which stays for the version before, with beginnings.
CREATE FUNCTION read_to_change(carts JSON, blocks JSON, seats JSON, since BIGINT, waits BOOLEAN)
RETURNS TABLE (
    what SMALLINT, match_id BIGINT, block_id BIGINT, block_rev BIGINT, seat_id BIGINT, status TEXT, cart TEXT,
    expires_at BIGINT, held_since BIGINT, order_id TEXT, reason TEXT, rev BIGINT
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
        SELECT 0::SMALLINT, a.match_id, a.block_id, b.rev, a.seat_id, a.status::TEXT, a.cart::TEXT, a.expires_at,
               CASE WHEN a.held_since_rev = a.rev THEN a.held_since END, a.order_id::TEXT, a.reason::TEXT, a.rev
        FROM allocations AS a
        JOIN unnest(ARRAY(SELECT json_array_elements(seats))) AS w(e)
          ON a.match_id = (w.e ->> 0)::BIGINT AND a.block_id = (w.e ->> 1)::BIGINT AND a.seat_id = (w.e ->> 2)::BIGINT
        JOIN match_blocks AS b ON b.match_id = a.match_id AND b.block_id = a.block_id
        WHERE waits OR EXISTS (
            SELECT FROM generate_subscripts(locked, 1) AS n WHERE locked[n][1] = a.match_id AND locked[n][2] = a.block_id);
    RETURN QUERY
        SELECT 1::SMALLINT, a.match_id, a.block_id, 0::BIGINT, a.seat_id, a.status::TEXT, a.cart::TEXT, a.expires_at,
               CASE WHEN a.held_since_rev = a.rev THEN a.held_since END, a.order_id::TEXT, a.reason::TEXT, a.rev
        FROM allocations AS a
        JOIN unnest(ARRAY(SELECT json_array_elements(carts))) AS w(e)
          ON a.match_id = (w.e ->> 0)::BIGINT AND a.cart = w.e ->> 1
        WHERE w.e ->> 2 = '1' AND (a.status = 'HOLD' AND a.expires_at > since OR a.status = 'RESERVED');
    RETURN QUERY
        SELECT 1::SMALLINT, a.match_id, a.block_id, 0::BIGINT, a.seat_id, a.status::TEXT, a.cart::TEXT, a.expires_at,
               CASE WHEN a.held_since_rev = a.rev THEN a.held_since END, a.order_id::TEXT, a.reason::TEXT, a.rev
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
