import { type Command, ok } from './context.js';

export const saslStart: Command = {
  run: ({ host, connection, body }) => ok(host.auth.start(connection.auth, body)),
  fields: ['mechanism', 'payload', 'autoAuthorize', 'options', 'db'],
  open: true,
};

export const saslContinue: Command = {
  run: ({ host, connection, body }) => ok(host.auth.continue(connection.auth, body)),
  fields: ['conversationId', 'payload'],
  open: true,
};

export const logout: Command = {
  run: ({ connection }) => {
    connection.auth.user = undefined;
    return ok();
  },
  fields: [],
  open: true,
};
