/** Colours: the code in the SKU, and the name that people read. */
const FABRIC = [
  ['GRN', 'Forest Green'],
  ['SND', 'Sand'],
  ['ORG', 'Burnt Orange'],
  ['GRY', 'Slate Grey'],
  ['BLU', 'Lake Blue'],
] as const;

const CLOTHING = [
  ['BLK', 'Black'],
  ['NVY', 'Navy'],
  ['OLV', 'Olive'],
  ['RED', 'Brick Red'],
  ['TEA', 'Teal'],
  ['MUS', 'Mustard'],
  ['CHA', 'Charcoal'],
] as const;

const METAL = [
  ['SLV', 'Silver'],
  ['BLK', 'Black'],
  ['GRA', 'Graphite'],
] as const;

const LEATHER = [
  ['BRN', 'Walnut Brown'],
  ['GRY', 'Stone Grey'],
  ['BLK', 'Black'],
  ['OLV', 'Olive'],
] as const;

const BRIGHT = [
  ['BLU', 'Signal Blue'],
  ['ORG', 'Bright Orange'],
  ['LIM', 'Lime'],
  ['RED', 'Red'],
  ['WHT', 'White'],
] as const;

/** The colours that a kind of product comes in. */
export const PALETTES = { FABRIC, CLOTHING, METAL, LEATHER, BRIGHT } as const;
