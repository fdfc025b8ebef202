-- The catalogue: imported once per venue, then only read.

CREATE TABLE venues (
    id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    plan TEXT NOT NULL -- JSON: extent and drawings
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

CREATE TABLE categories (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id BIGINT NOT NULL REFERENCES venues (id),
    name     TEXT NOT NULL,
    color    TEXT NOT NULL, -- #rrggbb
    price    BIGINT        -- in the currency's smallest unit
);
CREATE INDEX categories_of_venue ON categories (venue_id);

-- Ids ascend front row first and along each row: the order in which a block's seats are read.
CREATE TABLE seats (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id    BIGINT NOT NULL REFERENCES venues (id),
    block_id    BIGINT NOT NULL REFERENCES blocks (id),
    row_label   TEXT NOT NULL,
    number      TEXT NOT NULL,
    x           DOUBLE PRECISION NOT NULL,
    y           DOUBLE PRECISION NOT NULL,
    category_id BIGINT REFERENCES categories (id),
    accessible  BOOLEAN NOT NULL,
    UNIQUE (block_id, row_label, number)
);
CREATE INDEX seats_of_venue ON seats (venue_id);

-- Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE matches (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id       BIGINT NOT NULL REFERENCES venues (id),
    name           TEXT NOT NULL,
    starts_at      BIGINT NOT NULL,
    sale_opens_at  BIGINT NOT NULL,
    sale_closes_at BIGINT
);

-- The sale.

-- One row: which unbroken history the revisions below belong to.
CREATE TABLE history (
    id    BIGINT PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL
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
    status     TEXT NOT NULL CHECK (status IN ('AVAILABLE', 'HOLD', 'RESERVED', 'OCCUPIED')),
    holder     TEXT,
    expires_at BIGINT,
    rev        BIGINT NOT NULL DEFAULT 0,
    updated_at BIGINT,
    PRIMARY KEY (match_id, seat_id),
    CHECK ((status = 'AVAILABLE') = (holder IS NULL)),
    CHECK ((status IN ('HOLD', 'RESERVED')) = (expires_at IS NOT NULL))
);
CREATE INDEX allocations_by_rev ON allocations (match_id, block_id, rev);
CREATE INDEX allocations_by_expiry ON allocations (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX allocations_by_holder ON allocations (match_id, holder) WHERE holder IS NOT NULL;
