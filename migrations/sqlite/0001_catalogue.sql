-- The catalogue: imported once per venue, then only read.

CREATE TABLE venues (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    plan TEXT NOT NULL -- JSON: extent and drawings
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

CREATE TABLE categories (
    id       INTEGER PRIMARY KEY,
    venue_id INTEGER NOT NULL REFERENCES venues (id),
    name     TEXT NOT NULL,
    color    TEXT NOT NULL, -- #rrggbb
    price    INTEGER        -- in the currency's smallest unit
) STRICT;
CREATE INDEX categories_of_venue ON categories (venue_id);

-- Ids ascend front row first and along each row: the order in which a block's seats are read.
CREATE TABLE seats (
    id          INTEGER PRIMARY KEY,
    venue_id    INTEGER NOT NULL REFERENCES venues (id),
    block_id    INTEGER NOT NULL REFERENCES blocks (id),
    row_label   TEXT NOT NULL,
    number      TEXT NOT NULL,
    x           REAL NOT NULL,
    y           REAL NOT NULL,
    category_id INTEGER REFERENCES categories (id),
    accessible  INTEGER NOT NULL CHECK (accessible IN (0, 1)),
    UNIQUE (block_id, row_label, number)
) STRICT;
CREATE INDEX seats_of_venue ON seats (venue_id);

-- Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE matches (
    id             INTEGER PRIMARY KEY,
    venue_id       INTEGER NOT NULL REFERENCES venues (id),
    name           TEXT NOT NULL,
    starts_at      INTEGER NOT NULL,
    sale_opens_at  INTEGER NOT NULL,
    sale_closes_at INTEGER
) STRICT;
