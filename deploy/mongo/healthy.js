// The health check: initiates the replica set the first time, and passes once there is a primary.
try {
  rs.status();
} catch {
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: `${process.env.SERVICE_DATABASE}-mongo:27017` }] });
}
quit(db.hello().isWritablePrimary ? 0 : 1);
