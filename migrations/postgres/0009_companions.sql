-- The accessible seat beside which a companion sits, and seats from which one does not see everything. The version before
-- knows neither: it imports venues without them, and sells a companion seat as any other.
ALTER TABLE seats ADD COLUMN companion_of BIGINT REFERENCES seats (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE seats ADD COLUMN restricted_view BOOLEAN NOT NULL DEFAULT FALSE;
