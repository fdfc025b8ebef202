-- When carts began, and what a match has of its own besides prices: ticket types, what an order costs besides, and what becomes of
-- choices that leave a seat alone. The version before reads and writes the same tables meanwhile, and knows nothing of these.

-- When the cart of a seat on hold began what it has in the match. It belongs to one change of the seat: what the version before
-- makes of the seat has a later revision, and then nobody knows.
ALTER TABLE allocations ADD COLUMN held_since INTEGER;
ALTER TABLE allocations ADD COLUMN held_since_rev INTEGER;

-- What becomes of a choice that leaves one free seat alone in its row; and what an order costs besides its seats.
ALTER TABLE matches ADD COLUMN orphan_rule TEXT NOT NULL DEFAULT 'off';
ALTER TABLE matches ADD COLUMN order_fee INTEGER NOT NULL DEFAULT 0;

-- For whom a match's seats are sold, in an order, and at which prices, for each category of its venue. A match that has none
-- sells its seats at the prices of `match_prices` and `categories`.
CREATE TABLE ticket_types (
    match_id INTEGER NOT NULL REFERENCES matches (id),
    key      TEXT    NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    name     TEXT    NOT NULL,
    name_ko  TEXT,
    name_en  TEXT,
    PRIMARY KEY (match_id, key),
    UNIQUE (match_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_prices (
    match_id    INTEGER NOT NULL,
    type_key    TEXT    NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (id),
    price       INTEGER NOT NULL CHECK (price >= 0), -- in the smallest unit of the match's currency
    PRIMARY KEY (match_id, type_key, category_id),
    FOREIGN KEY (match_id, type_key) REFERENCES ticket_types (match_id, key)
) STRICT, WITHOUT ROWID;
