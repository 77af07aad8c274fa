const WORDS = `Alder Anvik Arden Aspen Aurland Avon Balder Barrow Basalt Beacon Birk Bjorn Borrow Braemar Brisa Calder
Cedar Cinder Col Corrie Crest Dalen Delta Dovre Drift Dunmore Elva Ember Esker Fell Fjell Flint Foss Gable Galena
Garrick Glacier Glen Granit Grove Haldor Harrier Hawk Heath Heron Hollin Ibex Inari Isar Jotun Juniper Kaldal Karst
Keld Kiruna Knoll Larch Lark Ledge Linden Loch Lofoten Lomond Luna Maple Marten Meridian Merlin Mistral Moraine Nansen
Narvik Nevis Nimbus Oden Orbis Osier Otter Padjelanta Petrel Pico Pine Plover Polaris Quarry Ranger Rapid Raven Ridge
Rondane Rowan Sarek Scafell Schist Senja Serac Sirocco Skye Solstice Spruce Stelvio Storm Summit Svalbard Swift Talus
Tarn Tern Thorn Tiber Torne Torridon Traverse Tundra Umbra Vega Vidda Wharfe Willow Wren Yarrow Zenith Ziller`;

/** What products are called, after their brand. */
export const MODELS: readonly string[] = WORDS.split(/\s+/);
