import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import type { Logger } from '../logging/logger.js';

/** The variables by which a process speaks TLS itself: with neither it speaks HTTP. */
export const tlsFields = {
  /** A file with the certificate and those between it and the authority's, as PEM. It is read again when it changes. */
  TLS_CERT_FILE: z.string().min(1).optional(),
  /** A file with its private key, as PEM. */
  TLS_KEY_FILE: z.string().min(1).optional(),
};

/** A certificate's files. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What a server speaks TLS with. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const LOOK_EVERY_MS = 5_000;

/** Reads {@link tlsFields}; undefined when there is no TLS. @throws Error when only one of the two is set */
export function tlsFiles(config: {
  readonly TLS_CERT_FILE?: string;
  readonly TLS_KEY_FILE?: string;
}): TlsFiles | undefined {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  throw new Error('TLS_CERT_FILE and TLS_KEY_FILE go together: set both, or none');
}

/** Reads a certificate and its key. @throws Error naming both variables when they cannot be used, or do not belong together */
export function readCertificate({ certFile, keyFile }: TlsFiles): Certificate {
  try {
    const certificate = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(certificate);
    return certificate;
  } catch (error) {
    // What was wrong with a key is not told: the message might repeat it.
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `TLS_CERT_FILE and TLS_KEY_FILE must name a certificate and its private key as PEM (${code ?? 'unreadable'})`,
    );
  }
}

/** Has a server use each certificate that takes the place of the first; one that cannot be used is told, and the last one stays. */
export function followCertificate(server: Server, files: TlsFiles, log: Logger): void {
  const renew = () => {
    try {
      server.setSecureContext(readCertificate(files));
      log.info('the TLS certificate was renewed');
    } catch (error) {
      log.error({ err: error }, 'the new TLS certificate cannot be used; the last one stays');
    }
  };
  // Both are written anew, one after the other: what does not belong together yet is looked at again with the next.
  for (const file of [files.certFile, files.keyFile]) {
    watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, renew);
    server.once('close', () => unwatchFile(file, renew));
  }
}
