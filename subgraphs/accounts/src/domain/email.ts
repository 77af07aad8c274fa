/** The one spelling of an email address: no space around it, composed characters, lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
