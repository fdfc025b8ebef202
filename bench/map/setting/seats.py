"""Prints the ballpark's seats of a demo database as JSON: no route of the server tells where they are but a binary."""
import json
import sqlite3
import sys

file, match_id = sys.argv[1:]
connection = sqlite3.connect(file)
venue = "SELECT venue_id FROM matches WHERE id = ?"
seats = connection.execute(
    "SELECT seats.id, block_id, x, y, coalesce(color, '#808080') FROM seats"
    f" LEFT JOIN categories ON categories.id = category_id WHERE seats.venue_id = ({venue}) ORDER BY seats.id",
    (match_id,),
)
blocks = connection.execute(f"SELECT id, name FROM blocks WHERE venue_id = ({venue}) ORDER BY id", (match_id,))
json.dump({"seats": list(seats), "blocks": list(blocks)}, sys.stdout)
