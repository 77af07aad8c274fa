#!/bin/sh
# A replica set with credentials needs a key that its members share. The file must belong to mongod and to nobody else.
set -eu
printf '%s' "$REPLICA_SET_KEY" > /tmp/replica-set.key
chown mongodb:mongodb /tmp/replica-set.key
chmod 400 /tmp/replica-set.key
# What a service that died before its commit has locked is free again after 10 s instead of MongoDB's minute.
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/replica-set.key --bind_ip_all \
  --setParameter transactionLifetimeLimitSeconds=10
