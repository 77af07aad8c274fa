/** A category of the tree: name, one sentence, children. */
export interface CategoryNode {
  readonly name: string;
  readonly description: string;
  readonly children?: readonly CategoryNode[];
}

function node(name: string, description: string, ...children: readonly CategoryNode[]): CategoryNode {
  return { name, description, children };
}

/** The shop's categories; the names of leaves are what product kinds refer to. */
export const CATEGORY_TREE: readonly CategoryNode[] = [
  node(
    'Camping',
    'Everything for a good night and a warm breakfast outdoors.',
    node(
      'Tents & Shelters',
      'Roofs to carry, from a single tarp to a canvas house.',
      node('Trekking Tents', 'Light tents for one to four people who carry their own.'),
      node('Family Tents', 'Room to stand up in, for camp sites reached by car.'),
      node('Tarps', 'The lightest roof there is: one sheet, a few lines.'),
    ),
    node(
      'Sleeping',
      'What keeps the cold ground and the cold air away from you.',
      node(
        'Sleeping Bags',
        'Bags for summer valleys and winter ridges.',
        node('Down Sleeping Bags', 'The most warmth for the least weight, for dry cold.'),
        node('Synthetic Sleeping Bags', 'Warm when damp and easy to wash.'),
      ),
      node('Sleeping Mats', 'Inflatable and foam mats, rated by how well they insulate.'),
    ),
    node(
      'Camp Kitchen',
      'Stoves, pots and bottles for meals out of doors.',
      node('Stoves', 'Gas and multi-fuel stoves, from pocket size to two flames.'),
      node('Cookware', 'Pots and pans that nest into each other.'),
      node('Bottles & Flasks', 'Water cold, tea hot, for a day or more.'),
    ),
    node(
      'Lighting',
      'Light for the path, the tent and the table.',
      node('Headlamps', 'Hands-free light for walking, running and climbing at night.'),
      node('Lanterns', 'Soft light for camp, charged by cable or sun.'),
    ),
  ),
  node(
    'Packs & Bags',
    'Carry a lunch, a week or an expedition.',
    node('Daypacks', 'Packs of 14 to 30 litres for a day out.'),
    node('Trekking Packs', 'Packs of 45 to 75 litres with a real carrying system.'),
    node('Duffel Bags', 'Tough bags for the boot of a car, a roof rack or a plane.'),
  ),
  node(
    'Clothing',
    'Layers that work together, from skin to storm.',
    node(
      'Jackets',
      'Outer layers against rain, wind and cold.',
      node('Rain Jackets', 'Waterproof jackets that let the sweat out.'),
      node('Insulated Jackets', 'Down and synthetic warmth for breaks and cold days.'),
    ),
    node('Fleece', 'The middle layer: warm, quick to dry, hard to wear out.'),
    node('Base Layers', 'Merino and synthetic layers for next to the skin.'),
    node('Trousers', 'Trousers that stretch, dry fast and take a scrape.'),
    node(
      'Accessories',
      'The small things that decide whether you are comfortable.',
      node('Hats & Beanies', 'Warm heads, shaded eyes.'),
      node('Gloves', 'From thin liners to winter gloves.'),
      node('Socks', 'Merino socks for boots and running shoes.'),
    ),
  ),
  node(
    'Footwear',
    'The most important piece of gear: what is on your feet.',
    node('Hiking Boots', 'Boots with support for rough paths and heavy packs.'),
    node('Trail Running Shoes', 'Light shoes with grip for going fast off the road.'),
    node('Sandals', 'For river crossings, huts and the way home.'),
  ),
  node(
    'Climbing',
    'Certified equipment for rock, wall and via ferrata.',
    node('Ropes', 'Single ropes for crag, gym and alpine routes.'),
    node('Harnesses', 'Harnesses that hold you and that you forget you wear.'),
    node('Carabiners & Quickdraws', 'Connectors, alone and in sets.'),
    node('Climbing Helmets', 'Light protection against falling stones and falls.'),
  ),
  node(
    'Navigation & Safety',
    'Find the way, and be ready when something goes wrong.',
    node('Compasses', 'Compasses that work without a battery.'),
    node('First Aid', 'Kits for day trips, families and expeditions.'),
    node('Knives & Tools', 'Blades and tools for camp and repair.'),
    node('Trekking Poles', 'Poles that fold or telescope and save your knees.'),
  ),
];
