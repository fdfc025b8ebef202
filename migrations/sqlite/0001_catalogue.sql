-- The catalogue: a venue is imported once and then only read; a match may change.

-- A later version of a venue is another venue, with seats of its own. What a seat is called by its guid stays the same.
CREATE TABLE venues (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    plan     TEXT NOT NULL, -- JSON: extent and drawings
    replaces INTEGER UNIQUE REFERENCES venues (id) -- the version before this one
) STRICT;

CREATE TABLE areas (
    id       INTEGER PRIMARY KEY,
    venue_id INTEGER NOT NULL REFERENCES venues (id),
    name     TEXT NOT NULL
) STRICT;
CREATE INDEX areas_of_venue ON areas (venue_id);

CREATE TABLE sections (
    id       INTEGER PRIMARY KEY,
    venue_id INTEGER NOT NULL REFERENCES venues (id),
    area_id  INTEGER NOT NULL REFERENCES areas (id),
    name     TEXT NOT NULL
) STRICT;
CREATE INDEX sections_of_venue ON sections (venue_id);

CREATE TABLE blocks (
    id         INTEGER PRIMARY KEY,
    venue_id   INTEGER NOT NULL REFERENCES venues (id),
    section_id INTEGER NOT NULL REFERENCES sections (id),
    name       TEXT NOT NULL,
    outline    TEXT NOT NULL, -- JSON: corners
    label_x    REAL NOT NULL,
    label_y    REAL NOT NULL
) STRICT;
CREATE INDEX blocks_of_venue ON blocks (venue_id);

-- A block's rows, the front one first. Two of them may have the same label.
CREATE TABLE rows (
    id       INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL REFERENCES blocks (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    label    TEXT NOT NULL,
    UNIQUE (block_id, position)
) STRICT;

CREATE TABLE categories (
    id       INTEGER PRIMARY KEY,
    venue_id INTEGER NOT NULL REFERENCES venues (id),
    name     TEXT NOT NULL,
    color    TEXT NOT NULL, -- #rrggbb
    price    INTEGER CHECK (price >= 0), -- in the currency's smallest unit; what a match has of its own stands in match_prices
    UNIQUE (venue_id, name)
) STRICT;

-- Ids ascend front row first and in the plan's order in each row: the order in which a block's seats are read.
CREATE TABLE seats (
    id          INTEGER PRIMARY KEY,
    venue_id    INTEGER NOT NULL REFERENCES venues (id),
    block_id    INTEGER NOT NULL REFERENCES blocks (id),
    row_id      INTEGER NOT NULL REFERENCES rows (id),
    -- Along the row. A number is skipped where there is a gap, so that seats are neighbours exactly if their numbers are.
    row_index   INTEGER NOT NULL CHECK (row_index >= 0),
    guid        TEXT NOT NULL, -- the plan's name for it
    number      TEXT NOT NULL,
    x           REAL NOT NULL,
    y           REAL NOT NULL,
    category_id INTEGER REFERENCES categories (id),
    accessible  INTEGER NOT NULL CHECK (accessible IN (0, 1)),
    UNIQUE (venue_id, guid),
    UNIQUE (row_id, row_index),
    UNIQUE (row_id, number)
) STRICT;

-- Times are milliseconds since 1970-01-01T00:00:00Z. The number of a match that was deleted is never given again: other
-- stores may still know it.
CREATE TABLE matches (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    venue_id       INTEGER NOT NULL REFERENCES venues (id),
    name           TEXT NOT NULL,
    starts_at      INTEGER NOT NULL,
    sale_opens_at  INTEGER NOT NULL,
    sale_closes_at INTEGER,
    cancelled_at   INTEGER,
    CONSTRAINT matches_cancelled_are_closed CHECK (cancelled_at IS NULL OR coalesce(sale_closes_at <= cancelled_at, FALSE))
) STRICT;

-- What seats of a category cost at a match, where that is not the venue's price.
CREATE TABLE match_prices (
    match_id    INTEGER NOT NULL REFERENCES matches (id),
    category_id INTEGER NOT NULL REFERENCES categories (id),
    price       INTEGER NOT NULL CHECK (price >= 0),
    PRIMARY KEY (match_id, category_id)
) STRICT, WITHOUT ROWID;
