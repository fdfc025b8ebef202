-- The accessible seat beside which a companion sits, and seats from which one does not see everything. The version before
-- knows neither: it imports venues without them, and sells a companion seat as any other.
ALTER TABLE seats ADD COLUMN companion_of INTEGER REFERENCES seats (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE seats ADD COLUMN restricted_view INTEGER NOT NULL DEFAULT 0 CHECK (restricted_view IN (0, 1));
