import { describe, expect, it } from 'vitest';
import { tidyAddress } from './address.js';

describe('tidyAddress', () => {
  it('should trim every part and write the country in upper case', () => {
    expect(
      tidyAddress({
        recipient: ' Ada Lindholm ',
        lines: [' 1 Quay Street', 'Floor 2 '],
        postalCode: ' D02 ',
        city: ' Dublin',
        country: 'ie',
        phone: ' +353 1 234 ',
      }),
    ).toEqual({
      recipient: 'Ada Lindholm',
      lines: ['1 Quay Street', 'Floor 2'],
      postalCode: 'D02',
      city: 'Dublin',
      country: 'IE',
      phone: '+353 1 234',
    });
  });

  it('should add no part that is not given', () => {
    expect(tidyAddress({ city: ' Cork ', phone: null })).toEqual({ city: 'Cork', phone: null });
  });
});
