import type { PALETTES } from './colours.data.js';

/** What reviews talk about. */
export type ReviewTopic =
  | 'SHELTER'
  | 'SLEEP'
  | 'KITCHEN'
  | 'LIGHT'
  | 'PACK'
  | 'CLOTHING'
  | 'FOOTWEAR'
  | 'CLIMBING'
  | 'SAFETY';

/** A kind of product: all that its products have in common, and the choices that make them differ. */
export interface ProductKind {
  /** Three letters: the first part of the SKU. */
  readonly code: string;
  /** The name of a leaf category. */
  readonly category: string;
  readonly topic: ReviewTopic;
  /** What follows the model in a name, in the singular or as a pair. */
  readonly noun: string;
  /** Whether the noun is a plural (`these gloves`). */
  readonly plural?: boolean;
  /** In the middle of the market and of the sizes. */
  readonly priceEuros: readonly [min: number, max: number];
  readonly weightGrams: readonly [min: number, max: number];
  readonly packedMm: readonly [length: number, width: number, height: number];
  readonly palette: keyof typeof PALETTES;
  /** Sizes as [value, percent of price, percent of weight]; `inName` puts the value behind the model. */
  readonly size: {
    readonly name: string;
    readonly inName?: boolean;
    readonly options: readonly (readonly [value: string, pricePercent: number, weightPercent: number])[];
  };
  readonly attributes: readonly (readonly [name: string, values: readonly string[]])[];
  /** The first sentence. */
  readonly intros: readonly string[];
  /** Sentences of which a description takes two. */
  readonly features: readonly string[];
  readonly tags: readonly string[];
}

const CLOTHING_SIZES = ['XS', 'S', 'M', 'L', 'XL'].map((size) => [size, 100, 100] as const);
const SHOE_SIZES = ['37', '38', '39', '40', '41', '42', '43', '44', '45'].map(
  (size) => [size, 100, 100] as const,
);

/** Clothes in five sizes. */
export const WEAR = { name: 'Size', options: CLOTHING_SIZES } as const;

/** Shoes in European sizes. */
export const SHOES = { name: 'EU Size', options: SHOE_SIZES } as const;
