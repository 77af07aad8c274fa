import type { Connection } from 'mongoose';
import { userModel } from './user.model.js';

/** The accounts' models on one connection. */
export function accountsModels(connection: Connection) {
  return { User: userModel(connection) };
}

/** What {@link accountsModels} makes. */
export type AccountsModels = ReturnType<typeof accountsModels>;
