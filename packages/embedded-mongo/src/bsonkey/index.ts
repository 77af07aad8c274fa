export { compareStrings, compareValues, equalValues } from './compare.js';
export { bracketBounds, encodeCompound, encodeValue, MAX_KEY, MIN_KEY, regexParts } from './encode.js';
export { asDocument, Rank, rankOf } from './type-order.js';
