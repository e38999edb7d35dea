#!/bin/sh
# Run once by the image of PostgreSQL, when its folder is empty: the three roles of Troupe and its database.
set -eu
owner_password=$(cat "$TROUPE_SECRETS/database-owner-password")
user_password=$(cat "$TROUPE_SECRETS/database-password")
# By variables, quoted by psql: a password is never part of the text.
psql -v ON_ERROR_STOP=1 -v owner_password="$owner_password" -v user_password="$user_password" \
  --username postgres --dbname postgres <<'SQL'
CREATE ROLE troupe_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE troupe LOGIN PASSWORD :'user_password';
CREATE ROLE troupe_reader NOLOGIN;
GRANT troupe_reader TO troupe;
CREATE DATABASE bank OWNER troupe_owner;
SQL
