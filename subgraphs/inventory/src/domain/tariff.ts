/** How far a parcel travels. */
export type Zone = 'DOMESTIC' | 'UNION' | 'EUROPE' | 'WORLD';

/** A packed product's outer size. */
export interface Dimensions {
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** What shipping costs in a zone, in euro cents, and how many working days it takes. */
interface Tariff {
  readonly perParcelMinor: number;
  readonly perStartedKgMinor: number;
  readonly minDays: number;
  readonly maxDays: number;
}

/** The price list. */
export const TARIFFS: Readonly<Record<Zone, Tariff>> = {
  DOMESTIC: { perParcelMinor: 490, perStartedKgMinor: 60, minDays: 1, maxDays: 2 },
  UNION: { perParcelMinor: 990, perStartedKgMinor: 150, minDays: 2, maxDays: 5 },
  EUROPE: { perParcelMinor: 1_490, perStartedKgMinor: 250, minDays: 4, maxDays: 8 },
  WORLD: { perParcelMinor: 2_490, perStartedKgMinor: 900, minDays: 7, maxDays: 21 },
};

const UNION = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);
const EUROPE = new Set('AD AL BA CH GB IS LI MC MD ME MK NO RS SM UA VA XK'.split(' '));

const PARCEL_MAX_GRAMS = 30_000;
const SHIPMENT_MAX_GRAMS = 1_000_000; // heavier goods go by freight, whose price is agreed on
const VOLUMETRIC_DIVISOR = 5_000; // cubic centimetres that count as a kilogram; also cubic millimetres as a gram

/** The zone between two countries, given as ISO 3166-1 alpha-2 codes. */
export function zoneBetween(from: string, to: string): Zone {
  if (from === to) return 'DOMESTIC';
  if (UNION.has(from) && UNION.has(to)) return 'UNION';
  const european = (country: string) => UNION.has(country) || EUROPE.has(country);
  return european(from) && european(to) ? 'EUROPE' : 'WORLD';
}

/** The weight that one unit is charged for: its own, or what its volume counts as, whichever is more; in grams. */
export function chargeableGrams(weightGrams: number, dimensions: Dimensions | null): number {
  if (!dimensions) return weightGrams;
  const { lengthMm, widthMm, heightMm } = dimensions;
  return Math.max(weightGrams, Math.ceil((lengthMm * widthMm * heightMm) / VOLUMETRIC_DIVISOR));
}

/** What shipping costs and how long it takes. */
export interface Quote {
  readonly costMinor: number;
  readonly minDays: number;
  readonly maxDays: number;
}

/** The quote for `totalGrams` (chargeable) in a zone; null for more than a tonne. Each 30 kg makes a parcel. */
export function quote(totalGrams: number, zone: Zone): Quote | null {
  if (totalGrams > SHIPMENT_MAX_GRAMS) return null;
  const { perParcelMinor, perStartedKgMinor, minDays, maxDays } = TARIFFS[zone];
  const parcels = Math.max(1, Math.ceil(totalGrams / PARCEL_MAX_GRAMS));
  const startedKg = Math.max(1, Math.ceil(totalGrams / 1_000));
  return { costMinor: parcels * perParcelMinor + startedKg * perStartedKgMinor, minDays, maxDays };
}
