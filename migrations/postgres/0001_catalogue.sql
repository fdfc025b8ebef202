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
