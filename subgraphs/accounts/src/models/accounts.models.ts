import type { Connection } from 'mongoose';
import { apiKeyModel } from './api-key.model.js';
import { attemptModel } from './attempt.model.js';
import { oidcModels } from './oidc-record.model.js';
import { oneTimeTokenModel } from './one-time-token.model.js';
import { outgoingMailModel } from './outgoing-mail.model.js';
import { revocationModel } from './revocation.model.js';
import { roleModel } from './role.model.js';
import { sessionModel } from './session.model.js';
import { signingKeyModel } from './signing-key.model.js';
import { userModel } from './user.model.js';

/** The accounts' models on one connection. */
export function accountsModels(connection: Connection) {
  return {
    User: userModel(connection),
    ApiKey: apiKeyModel(connection),
    Attempt: attemptModel(connection),
    OneTimeToken: oneTimeTokenModel(connection),
    OutgoingMail: outgoingMailModel(connection),
    Revocation: revocationModel(connection),
    Role: roleModel(connection),
    Session: sessionModel(connection),
    SigningKey: signingKeyModel(connection),
    ...oidcModels(connection),
  };
}

/** What {@link accountsModels} makes. */
export type AccountsModels = ReturnType<typeof accountsModels>;
