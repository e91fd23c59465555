-- Schema of works.db, the database of the salt works.
-- Version 11, 3 October 2023: batch of the cell is kept with the gauge (IR-2023-03).
-- Dates are ISO text. Weights are kilograms, levels metres, prices whole crowns
-- unless the column says otherwise.

PRAGMA foreign_keys = ON;

-- One row for each gate movement and for each high water without one.
CREATE TABLE tide (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    gate      TEXT NOT NULL CHECK (gate IN ('heron', 'kirk', 'mill')),
    level_m   REAL NOT NULL,
    gust      REAL,
    salinity  REAL,
    leaf      TEXT NOT NULL CHECK (leaf IN ('open', 'closed', 'north', 'south')),
    keeper_1  TEXT NOT NULL,
    keeper_2  TEXT,              -- NULL only before 1 October 2022
    typed_by  TEXT NOT NULL,
    ink_page  INTEGER NOT NULL
);
CREATE INDEX tide_at ON tide (at);

-- Pans are never deleted. A pan that is out of use has an end.
CREATE TABLE pan (
    pan       TEXT PRIMARY KEY,  -- N-01 to N-22, S-01 to S-31
    area_m2   INTEGER NOT NULL,
    relaid    TEXT,
    ended     TEXT
);

-- What crossed the weighbridge, wet, by pan, day and grade.
CREATE TABLE harvest_day (
    pan       TEXT NOT NULL REFERENCES pan (pan),
    day       TEXT NOT NULL,
    grade     TEXT NOT NULL CHECK (grade IN ('flake', 'coarse', 'fine', 'road')),
    wet_kg    REAL NOT NULL CHECK (wet_kg >= 0),
    weigher   TEXT NOT NULL,
    PRIMARY KEY (pan, day, grade)
);

-- Lots are what a certificate is about.
CREATE TABLE lot (
    lot       TEXT PRIMARY KEY,  -- year, grade letter, running number: 23F0412
    grade     TEXT NOT NULL,
    packed    TEXT NOT NULL,
    store     TEXT NOT NULL CHECK (store IN ('1', '2', '3')),
    panel     TEXT,              -- number of the analysts' report, if one was made
    blocked   INTEGER NOT NULL DEFAULT 0
);

-- Gauges that we have sold, and the cell that went out with each.
CREATE TABLE gauge_sold (
    serial     INTEGER PRIMARY KEY,
    model      TEXT NOT NULL CHECK (model IN ('T2', 'T3')),
    sold       TEXT NOT NULL,
    owner      TEXT NOT NULL,
    cell_batch INTEGER,          -- known from serial number 31250 onwards
    recalled   TEXT,
    returned   TEXT
);

CREATE TABLE calibration (
    serial     INTEGER NOT NULL REFERENCES gauge_sold (serial),
    day        TEXT NOT NULL,
    constant   REAL NOT NULL,    -- per centimetre
    at_200     REAL NOT NULL,    -- reading in the reference of 200 g/l before adjustment
    by         TEXT NOT NULL,
    PRIMARY KEY (serial, day)
);

-- The headers of the incident reports. The text is in the files.
CREATE TABLE incident (
    report    TEXT PRIMARY KEY,  -- IR-YYYY-NN
    day       TEXT NOT NULL,
    site      TEXT NOT NULL,
    severity  INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 4),
    category  TEXT NOT NULL CHECK (category IN (
                  'equipment', 'structure', 'injury', 'quality',
                  'environment', 'fire', 'security')),
    hurt      INTEGER NOT NULL DEFAULT 0,
    days_lost INTEGER NOT NULL DEFAULT 0,
    cost      INTEGER NOT NULL DEFAULT 0,
    status    TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    reporter  TEXT NOT NULL
);

-- Contracts and their amendments. A price that an amendment changed is a new row.
CREATE TABLE contract_price (
    contract  TEXT NOT NULL,     -- C-YYYY-MM
    amendment INTEGER NOT NULL DEFAULT 0,
    article   TEXT NOT NULL,
    crowns    REAL NOT NULL,
    valid_from TEXT NOT NULL,
    PRIMARY KEY (contract, article, valid_from)
);

-- The wall board asks for nothing but this.
CREATE VIEW board_today AS
SELECT gate, max(at) AS last_tide, level_m, leaf
FROM tide
GROUP BY gate;
