#!/bin/sh
# Makes, in the folder that is named, what the containers need to know each other: passwords for the database, and tls with
# ca.crt, tls.crt and tls.key. Does nothing where that is done. The authority's own key is thrown away.
set -eu
folder=$1
owner=${OWNER:-10001:10001}
[ -f "$folder/done" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
mkdir -p "$folder/tls"
openssl rand -hex 24 > "$folder/database-password"
openssl rand -hex 24 > "$folder/database-owner-password"

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=troupe-ca \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
  -keyout "$work/ca.key" -out "$folder/tls/ca.crt"
openssl req -newkey rsa:2048 -nodes -subj /CN=troupe-nodes -keyout "$work/tls.key" -out "$work/tls.csr"
cat > "$work/extensions" << 'EXTENSIONS'
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = DNS:troupe-nodes
EXTENSIONS
openssl x509 -req -days 825 -in "$work/tls.csr" -CA "$folder/tls/ca.crt" -CAkey "$work/ca.key" \
  -set_serial "0x$(openssl rand -hex 8)" -extfile "$work/extensions" -out "$folder/tls/tls.crt"
# As the nodes read it, "RSA PRIVATE KEY".
openssl rsa -in "$work/tls.key" -traditional -out "$folder/tls/tls.key"

# The nodes own it all; PostgreSQL is of their group, and reads the passwords alone.
chown -R "$owner" "$folder"
chmod 750 "$folder"
chmod 640 "$folder/database-password" "$folder/database-owner-password"
touch "$folder/done"
