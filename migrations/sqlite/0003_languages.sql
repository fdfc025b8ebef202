-- What is told in two languages, and where and in what money a match is. The version before reads and writes the same tables
-- meanwhile: what it leaves out has a default.

-- A name by itself is in whatever language it is. These are what it is called in others, where somebody has said so.
ALTER TABLE venues ADD COLUMN name_ko TEXT;
ALTER TABLE venues ADD COLUMN name_en TEXT;
ALTER TABLE areas ADD COLUMN name_ko TEXT;
ALTER TABLE areas ADD COLUMN name_en TEXT;
ALTER TABLE sections ADD COLUMN name_ko TEXT;
ALTER TABLE sections ADD COLUMN name_en TEXT;
ALTER TABLE blocks ADD COLUMN name_ko TEXT;
ALTER TABLE blocks ADD COLUMN name_en TEXT;
ALTER TABLE categories ADD COLUMN name_ko TEXT;
ALTER TABLE categories ADD COLUMN name_en TEXT;
ALTER TABLE matches ADD COLUMN name_ko TEXT;
ALTER TABLE matches ADD COLUMN name_en TEXT;

-- A time zone of the IANA database, and a currency's code in ISO 4217.
ALTER TABLE matches ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'Asia/Seoul';
ALTER TABLE matches ADD COLUMN currency TEXT NOT NULL DEFAULT 'KRW';
