/** What a user says about an address. */
export interface AddressParts {
  readonly recipient: string;
  readonly lines: readonly string[];
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly phone?: string | null;
}

/** The parts that are given, as they are kept: no space around them, the country in upper case. */
export function tidyAddress<Parts extends Partial<AddressParts>>(parts: Parts): Parts {
  const tidied = Object.entries(parts).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map((line: string) => line.trim())];
    if (typeof value !== 'string') return [name, value];
    return [name, name === 'country' ? value.trim().toUpperCase() : value.trim()];
  });
  return Object.fromEntries(tidied) as Parts;
}

/** The most addresses that a user may keep. */
export const MAX_ADDRESSES = 20;
