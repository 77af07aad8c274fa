import { CAMP_KINDS } from './camp-kinds.data.js';
import type { ProductKind } from './kind.types.js';
import { MOUNTAIN_KINDS } from './mountain-kinds.data.js';
import { PACK_KINDS } from './pack-kinds.data.js';
import { WEAR_KINDS } from './wear-kinds.data.js';

/** Every kind of product that the shop sells: one per leaf of the category tree. */
export const KINDS: readonly ProductKind[] = [...CAMP_KINDS, ...PACK_KINDS, ...WEAR_KINDS, ...MOUNTAIN_KINDS];
