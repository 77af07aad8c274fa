import { describe, expect, it } from 'vitest';
import { withDatabase } from './connection-string.js';

describe('withDatabase', () => {
  it.each([
    ['mongodb://127.0.0.1:27017', 'mongodb://127.0.0.1:27017/mine'],
    ['mongodb://127.0.0.1:27017/theirs', 'mongodb://127.0.0.1:27017/mine'],
    ['mongodb://a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/mine?replicaSet=rs0'],
    ['mongodb+srv://db.example.com/', 'mongodb+srv://db.example.com/mine'],
  ])('should name the database in %s', (uri, expected) => {
    expect(withDatabase(uri, 'mine')).toBe(expected);
  });

  it.each([
    ['mongodb://u:p@h:1/theirs', 'mongodb://u:p@h:1/mine?authSource=theirs'],
    ['mongodb://u:p@h:1/?tls=true', 'mongodb://u:p@h:1/mine?tls=true&authSource=admin'],
    ['mongodb://u:p@h:1/theirs?authSource=users', 'mongodb://u:p@h:1/mine?authSource=users'],
  ])('should leave the place of the credentials in %s', (uri, expected) => {
    expect(withDatabase(uri, 'mine')).toBe(expected);
  });

  it('should refuse what is no connection string, without repeating it', () => {
    expect(() => withDatabase('postgres://u:hunter2@h/db', 'mine')).toThrow(
      'MONGODB_URI is not a MongoDB connection string',
    );
  });
});
