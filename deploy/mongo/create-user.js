// Run once by the image, on an empty data folder: the user that the service connects as may use its own database only.
const { SERVICE_DATABASE: database, SERVICE_PASSWORD: password } = process.env;
db.getSiblingDB(database).createUser({
  user: database,
  pwd: password,
  roles: [{ role: 'readWrite', db: database }],
});
