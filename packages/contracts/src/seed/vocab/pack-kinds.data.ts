import type { ProductKind } from './kind.types.js';

/** Packs and bags. */
export const PACK_KINDS: readonly ProductKind[] = [
  {
    code: 'DPK',
    category: 'Daypacks',
    topic: 'PACK',
    noun: 'Daypack',
    priceEuros: [55, 140],
    weightGrams: [520, 940],
    packedMm: [480, 280, 120],
    palette: 'CLOTHING',
    size: {
      name: 'Volume',
      inName: true,
      options: [
        ['14 L', 86, 80],
        ['20 L', 100, 100],
        ['28 L', 116, 122],
      ],
    },
    attributes: [
      ['Back system', ['Mesh', 'Foam']],
      ['Material', ['Recycled polyamide', 'Polyester']],
    ],
    intros: [
      'A pack for a day on the hill that also goes to the office.',
      'Small outside, tidy inside: a daypack for long walks and short trips.',
    ],
    features: [
      'The rain cover has a pocket of its own at the bottom.',
      'Side pockets can be reached without taking the pack off.',
      'A sleeve holds a laptop or a hydration bladder, and the hose finds its way out.',
      'The hip belt comes off when you do not need it.',
    ],
    tags: ['hiking', 'everyday'],
  },
  {
    code: 'TPK',
    category: 'Trekking Packs',
    topic: 'PACK',
    noun: 'Trekking Pack',
    priceEuros: [160, 310],
    weightGrams: [1450, 2350],
    packedMm: [740, 360, 200],
    palette: 'CLOTHING',
    size: {
      name: 'Volume',
      inName: true,
      options: [
        ['45 L', 88, 84],
        ['55 L', 100, 100],
        ['65 L', 110, 113],
        ['75 L', 120, 126],
      ],
    },
    attributes: [
      ['Back length', ['Adjustable', 'S/M', 'M/L']],
      ['Material', ['Recycled polyamide', 'Ripstop nylon']],
    ],
    intros: [
      'A pack that carries fifteen kilos as if they were ten.',
      'Made for weeks on the trail, with a back that breathes.',
    ],
    features: [
      'The base opens separately, so the sleeping bag can come out first.',
      'The hip belt has pockets large enough for a modern phone.',
      'The lid comes off and turns into a small shoulder bag.',
      'Aluminium stays lead the weight to the hips, where it belongs.',
    ],
    tags: ['trekking', 'expedition'],
  },
  {
    code: 'DUF',
    category: 'Duffel Bags',
    topic: 'PACK',
    noun: 'Duffel',
    priceEuros: [75, 175],
    weightGrams: [900, 1500],
    packedMm: [600, 340, 120],
    palette: 'BRIGHT',
    size: {
      name: 'Volume',
      inName: true,
      options: [
        ['40 L', 85, 80],
        ['60 L', 100, 100],
        ['90 L', 122, 130],
      ],
    },
    attributes: [
      ['Material', ['TPU-coated polyester', 'Recycled tarpaulin']],
      ['Carry', ['Shoulder and back', 'Shoulder']],
    ],
    intros: [
      'A duffel for roof racks, baggage belts and everything that is rough with bags.',
      'One big opening, one big bag: packing takes two minutes.',
    ],
    features: [
      'Shoulder straps stow away when the bag flies.',
      'The zip is covered, and the fabric keeps hours of rain out.',
      'A separate pocket takes wet or muddy shoes.',
      'Empty, it folds into its own end pocket.',
    ],
    tags: ['travel', 'waterproof'],
  },
];
