import type { ReviewTopic } from './kind.types.js';

/** What people write, by stars: titles, first sentences, last sentences. `{these}` is `this tent` or `these boots`. */
export interface StarPhrases {
  readonly titles: readonly string[];
  readonly openers: readonly string[];
  readonly closers: readonly string[];
}

/** Phrases for one star to five stars. */
export const PHRASES: readonly StarPhrases[] = [
  {
    titles: [
      'Sent back',
      'Not good enough',
      'Disappointed',
      'Failed on the first trip',
      'Would not buy again',
      'No',
    ],
    openers: [
      'I wanted to like {these}, but the first trip was also the last.',
      'I expected a lot more for the money.',
      'After two weekends {these} went back to the shop.',
      'I have owned cheaper gear that did better.',
      'Three days {place}, and I was glad to be home.',
      'No idea where the good reviews come from.',
    ],
    closers: [
      'Returning it was easy, at least.',
      'I would look elsewhere.',
      'I hope that I just had a bad one.',
      'Not recommended.',
    ],
  },
  {
    titles: ['Expected more', 'Meh', 'Good idea, poor finish', 'Not for me', 'Only for fair weather'],
    openers: [
      'The idea is good, the execution is not.',
      'I used {these} for a month and went back to my old gear.',
      'Looked great in the photos, less so {place}.',
      'For half the price I would be kinder.',
      'I gave it three chances.',
      'Nice to look at, tiresome to use.',
    ],
    closers: [
      'Good enough as a spare.',
      'Support answered quickly, but could not change that.',
      'Fine for the garden, not for the hills.',
      'The return date had passed, or it would have gone back.',
    ],
  },
  {
    titles: ['Does the job', 'Decent', 'Good with some buts', 'All right', 'Mixed feelings', 'Average'],
    openers: [
      'Does what it should, no more and no less.',
      'I took {these} along for a week {place} and have mixed feelings.',
      'A fair deal in the sale, at full price I am not so sure.',
      'Some things are really good here, some are not.',
      'I am neither thrilled nor angry.',
      'It depends on what you want: {place} it was fine.',
      'The older version was better, but one can live with this.',
    ],
    closers: [
      'Worth a look, but try before you buy.',
      'With that fixed it would be four stars.',
      'Fine for beginners.',
      'I will see how it holds up next season.',
    ],
  },
  {
    titles: ['Very good', 'Solid', 'Happy', 'Almost perfect', 'Good value', 'Recommended', 'Nice surprise'],
    openers: [
      'Ten days {place} with {these}, and I am happy.',
      'Good quality and quick delivery.',
      'A friend told me about {these} and was right.',
      'I replaced an old favourite and do not regret it.',
      'I have used {these} for three months now, in all weathers.',
      'Not the cheapest choice, but a sound one.',
      'Tried it out {place} and came home content.',
      'Arrived on Tuesday, was on the hill on Saturday.',
      'Well thought out, with one or two details to improve.',
      'For weekend trips this is all that I need.',
      'I compared four of them in the shop and chose {these}.',
    ],
    closers: [
      'One star off for the price.',
      'A bit lighter and it would be perfect.',
      'I would buy it again.',
      'Good value for what you get.',
      'Recommended for anyone who is out a lot.',
    ],
  },
  {
    titles: [
      'Love it',
      'Best I have owned',
      'Exactly what I needed',
      'Perfect',
      'Worth every cent',
      'Better than expected',
      'Could not be happier',
      'Top quality',
      'My new favourite',
    ],
    openers: [
      'I took {these} {place} for two weeks and could not fault a thing.',
      'I have tried many, and I will stay with {these}.',
      'Bought for one trip, now I use {these} every weekend.',
      'My partner has ordered the same after seeing mine.',
      'You notice at once that somebody thought about the details.',
      'A present for my brother, who will not stop talking about it.',
      'Two seasons in, and I still grin when I unpack {these}.',
      'My expectations were high after all these reviews, and they were met.',
      'Took a chance on a brand I did not know. It paid off.',
      'We were {place} in the worst week of the year, and {these} made the difference.',
      'I guide groups and am hard on my equipment: this is the good stuff.',
      'After years of making do, I finally have what I wanted.',
      'Simple, well made, nothing superfluous.',
      'I hesitated because of the price, and should not have.',
    ],
    closers: [
      'Buy it.',
      'Thank you for the quick delivery, too.',
      'I will be back for more from this brand.',
      'Five stars without a doubt.',
      'Looks as good as new after a season.',
      'Nothing to complain about.',
    ],
  },
];

/** Where people have been. */
export const PLACES: readonly string[] = [
  'in the Dolomites',
  'on the West Highland Way',
  'in Lapland',
  'in the Pyrenees',
  'on Corsica',
  'around Mont Blanc',
  'in the Lake District',
  'in the Black Forest',
  'on the Camino',
  'in the Tatra mountains',
  'along the Wild Atlantic Way',
  'in the Harz',
];

/** What people praise and what they complain about, by topic. */
export const REMARKS: Readonly<
  Record<ReviewTopic, { readonly praise: readonly string[]; readonly gripes: readonly string[] }>
> = {
  SHELTER: {
    praise: [
      'It stood a night of gusts without a peg moving.',
      'Setting it up alone took me less than five minutes.',
      'Not a drop came in during two days of rain.',
      'There is more room inside than the numbers suggest.',
    ],
    gripes: [
      'The pegs bend in hard ground, so bring your own.',
      'Condensation was bad on still nights.',
      'It does not fit back into its bag unless you fold it very carefully.',
      'One seam let water in after a few hours of rain.',
    ],
  },
  SLEEP: {
    praise: [
      'I slept warm at two degrees, and I freeze easily.',
      'It packs much smaller than my old one.',
      'No rustling at all, my tent mate was grateful.',
      'I am 1.88 m tall and had enough room.',
    ],
    gripes: [
      'The temperature rating is optimistic.',
      'It is too narrow at the shoulders for me.',
      'It smelled of plastic for the first week.',
      'In the morning I felt the ground at my hip.',
    ],
  },
  KITCHEN: {
    praise: [
      'Breakfast at camp has never been this quick.',
      'Easy to clean with a handful of snow or grass.',
      'Packs well, without a rattle.',
      'Feels like something that will last twenty years.',
    ],
    gripes: [
      'The finish is rough in places.',
      'There is a rattle that I cannot get rid of.',
      'Heavier than I had thought.',
      'Scratches showed after three uses.',
    ],
  },
  LIGHT: {
    praise: [
      'Bright enough to run in the woods at full speed.',
      'One charge lasted the whole week.',
      'The warm light makes evenings at camp much nicer.',
      'Easy to operate with gloves on.',
    ],
    gripes: [
      'The button is hard to find in the dark.',
      'It dims after half an hour at full power.',
      'The battery was empty after a day in the cold.',
      'The charging cover came loose quickly.',
    ],
  },
  PACK: {
    praise: [
      'Even with a heavy load my shoulders did not hurt.',
      'The pockets are exactly where I want them.',
      'It went through three airports and shows no mark.',
      'The back stays dry even on hot days.',
    ],
    gripes: [
      'The zip catches on the lining.',
      'The bottle pockets are too tight when the pack is full.',
      'The straps slip and have to be pulled tight every hour.',
      'It is heavier than stated.',
    ],
  },
  CLOTHING: {
    praise: [
      'The fit is spot on, true to size.',
      'Dry within the hour after a proper soaking.',
      'No pilling after a dozen washes.',
      'Warm without being bulky.',
    ],
    gripes: [
      'The cut is small, so order one size up.',
      'A seam came undone after the second wash.',
      'The colour is duller than in the photo.',
      'I started to sweat on the first climb.',
    ],
  },
  FOOTWEAR: {
    praise: [
      'No blisters, straight out of the box.',
      'The grip on wet rock is remarkable.',
      'My feet stayed dry in ankle-deep mud.',
      'After 300 kilometres the sole hardly shows wear.',
    ],
    gripes: [
      'They are narrow, so wide feet will suffer.',
      'The sole started to peel at the toe.',
      'Wet stones are a gamble.',
      'They took weeks to break in.',
    ],
  },
  CLIMBING: {
    praise: [
      'Handles very well and inspires trust.',
      'After an hour you forget about it, and that is the best I can say.',
      'A season of weekends, and still like new.',
      'Light, and still it feels solid.',
    ],
    gripes: [
      'Stiff at first, and for a good while after.',
      'Showed wear sooner than I had hoped.',
      'Adjusting it takes more fiddling than it should.',
      'The colour is not the one in the photo.',
    ],
  },
  SAFETY: {
    praise: [
      'Came into use on day two, and worked.',
      'Small enough to come along every time.',
      'Simple, sturdy and well explained.',
      'Well made, down to the last detail.',
    ],
    gripes: [
      'The bag in the box is too small.',
      'Worked loose on the way down.',
      'The instructions are hard to read.',
      'Feels cheaper than the price suggests.',
    ],
  },
};
