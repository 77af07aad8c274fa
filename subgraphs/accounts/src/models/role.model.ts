import { ROLES, type Role } from '@orrery/contracts';
import { type Connection, Schema } from 'mongoose';

/** What an installation says of a role in the place of the default; a role that nobody changed has no row. */
export interface RoleDocument {
  _id: Role;
  /** What the role brings; null: the default again. */
  scopes: string[] | null;
  updatedAt: Date;
  /**
   * While the tokens of those who have the role are still to be told void: the id of the last user who was told, empty before the
   * first. Null when all were.
   */
  toldUntil: string | null;
}

const roleSchema = new Schema<RoleDocument>(
  {
    _id: { type: String, enum: ROLES, required: true },
    scopes: { type: [String], default: null },
    updatedAt: { type: Date, required: true },
    toldUntil: { type: String, default: null },
  },
  { collection: 'roles', versionKey: false },
);

/** Binds the model to the service's connection. */
export function roleModel(connection: Connection) {
  return connection.model<RoleDocument>('Role', roleSchema);
}
