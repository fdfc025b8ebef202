-- The catalogue: a venue is imported once and then only read; a match may change.

-- A later version of a venue is another venue, with seats of its own. What a seat is called by its guid stays the same.
CREATE TABLE venues (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     TEXT NOT NULL,
    plan     TEXT NOT NULL, -- JSON: extent and drawings
    replaces BIGINT UNIQUE REFERENCES venues (id) -- the version before this one
);

CREATE TABLE areas (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id BIGINT NOT NULL REFERENCES venues (id),
    name     TEXT NOT NULL
);
CREATE INDEX areas_of_venue ON areas (venue_id);

CREATE TABLE sections (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id BIGINT NOT NULL REFERENCES venues (id),
    area_id  BIGINT NOT NULL REFERENCES areas (id),
    name     TEXT NOT NULL
);
CREATE INDEX sections_of_venue ON sections (venue_id);

CREATE TABLE blocks (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id   BIGINT NOT NULL REFERENCES venues (id),
    section_id BIGINT NOT NULL REFERENCES sections (id),
    name       TEXT NOT NULL,
    outline    TEXT NOT NULL, -- JSON: corners
    label_x    DOUBLE PRECISION NOT NULL,
    label_y    DOUBLE PRECISION NOT NULL
);
CREATE INDEX blocks_of_venue ON blocks (venue_id);

-- A block's rows, the front one first. Two of them may have the same label.
CREATE TABLE rows (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    block_id BIGINT NOT NULL REFERENCES blocks (id),
    position BIGINT NOT NULL CHECK (position >= 0),
    label    TEXT NOT NULL,
    UNIQUE (block_id, position)
);

CREATE TABLE categories (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id BIGINT NOT NULL REFERENCES venues (id),
    name     TEXT NOT NULL,
    color    TEXT NOT NULL, -- #rrggbb
    price    BIGINT CHECK (price >= 0), -- in the currency's smallest unit; what a match has of its own stands in match_prices
    UNIQUE (venue_id, name)
);

-- Ids ascend front row first and in the plan's order in each row: the order in which a block's seats are read.
CREATE TABLE seats (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id    BIGINT NOT NULL REFERENCES venues (id),
    block_id    BIGINT NOT NULL REFERENCES blocks (id),
    row_id      BIGINT NOT NULL REFERENCES rows (id),
    -- Along the row. A number is skipped where there is a gap, so that seats are neighbours exactly if their numbers are.
    row_index   BIGINT NOT NULL CHECK (row_index >= 0),
    guid        TEXT NOT NULL, -- the plan's name for it
    number      TEXT NOT NULL,
    x           DOUBLE PRECISION NOT NULL,
    y           DOUBLE PRECISION NOT NULL,
    category_id BIGINT REFERENCES categories (id),
    accessible  BOOLEAN NOT NULL,
    UNIQUE (venue_id, guid),
    UNIQUE (row_id, row_index),
    UNIQUE (row_id, number)
);

-- Times are milliseconds since 1970-01-01T00:00:00Z. The number of a match that was deleted is never given again: other
-- stores may still know it.
CREATE TABLE matches (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id       BIGINT NOT NULL REFERENCES venues (id),
    name           TEXT NOT NULL,
    starts_at      BIGINT NOT NULL,
    sale_opens_at  BIGINT NOT NULL,
    sale_closes_at BIGINT,
    cancelled_at   BIGINT,
    CONSTRAINT matches_cancelled_are_closed CHECK (cancelled_at IS NULL OR coalesce(sale_closes_at <= cancelled_at, FALSE))
);

-- What seats of a category cost at a match, where that is not the venue's price.
CREATE TABLE match_prices (
    match_id    BIGINT NOT NULL REFERENCES matches (id),
    category_id BIGINT NOT NULL REFERENCES categories (id),
    price       BIGINT NOT NULL CHECK (price >= 0),
    PRIMARY KEY (match_id, category_id)
);
