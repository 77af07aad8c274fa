/** An OpenID provider, and which of its clients the explorer is. */
export interface LoginSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** What is asked for, with spaces between. */
  readonly scope: string;
}
