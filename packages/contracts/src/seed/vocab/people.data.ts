/** A country's people and places. First and last names are of the same country; thirteen last names, twelve first. */
export interface Locale {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** `#` stands for a house number. */
  readonly streets: readonly string[];
  readonly cities: readonly (readonly [postalCode: string, city: string])[];
}

const list = (text: string): readonly string[] => text.split(', ');

/** Where customers live. */
export const LOCALES: readonly Locale[] = [
  {
    country: 'DE',
    given: list('Jonas, Lena, Felix, Marie, Tobias, Hannah, Moritz, Greta, Jürgen, Sabine, Emre, Clara'),
    family: list(
      'Schneider, Weber, Hoffmann, Krüger, Lehmann, Vogt, Brandt, Yilmaz, Kaiser, Sommer, Böhm, Lorenz, Seidel',
    ),
    streets: list('Lindenstraße #, Bahnhofstraße #, Am Mühlbach #, Schillerweg #, Gartenallee #'),
    cities: [
      ['10437', 'Berlin'],
      ['80469', 'München'],
      ['04109', 'Leipzig'],
      ['79098', 'Freiburg'],
      ['22765', 'Hamburg'],
    ],
  },
  {
    country: 'FR',
    given: list('Camille, Antoine, Léa, Hugo, Manon, Julien, Chloé, Mathieu, Inès, Baptiste, Nadia, Olivier'),
    family: list(
      'Moreau, Lefèvre, Garnier, Rousseau, Chevalier, Benali, Fontaine, Mercier, Blanchard, Perrin, Colin, Roche, Vidal',
    ),
    streets: list(
      '# rue des Lilas, # avenue de la Gare, # chemin du Moulin, # rue Victor Hugo, # place du Marché',
    ),
    cities: [
      ['38000', 'Grenoble'],
      ['69003', 'Lyon'],
      ['74000', 'Annecy'],
      ['31000', 'Toulouse'],
      ['35000', 'Rennes'],
    ],
  },
  {
    country: 'IE',
    given: list('Aoife, Conor, Niamh, Declan, Orla, Sean, Roisin, Eoin, Maeve, Liam, Sinead, Cian'),
    family: list(
      'Byrne, Kavanagh, Doyle, Brennan, Nolan, Keane, Sheridan, Quinn, Mulligan, Hayes, Tierney, Foley, Dunne',
    ),
    streets: list('# Harbour Road, # Castle Street, # Mill Lane, # Seaview Terrace, # Church Avenue'),
    cities: [
      ['D06 T8K2', 'Dublin'],
      ['H91 R2C4', 'Galway'],
      ['T12 W8N6', 'Cork'],
      ['V92 F3P1', 'Tralee'],
      ['F91 X5D9', 'Sligo'],
    ],
  },
  {
    country: 'NL',
    given: list('Sanne, Bram, Fleur, Daan, Lotte, Joris, Femke, Ruben, Anouk, Thijs, Noor, Pieter'),
    family: list(
      'de Vries, Jansen, Visser, Smit, Mulder, Dekker, van Dijk, Kuipers, Hendriks, Postma, Veenstra, Blom, Schouten',
    ),
    streets: list('Prinsengracht #, Dorpsstraat #, Molenweg #, Kerklaan #, Singel #'),
    cities: [
      ['1016 HK', 'Amsterdam'],
      ['3512 JE', 'Utrecht'],
      ['9711 LM', 'Groningen'],
      ['6211 GV', 'Maastricht'],
      ['2312 AB', 'Leiden'],
    ],
  },
  {
    country: 'IT',
    given: list(
      'Giulia, Matteo, Chiara, Luca, Sofia, Davide, Elisa, Marco, Francesca, Paolo, Serena, Andrea',
    ),
    family: list(
      'Conti, Ferrari, Ricci, Gallo, Moretti, Barbieri, Fontana, Caruso, Rinaldi, Leone, Longo, Martini, Villa',
    ),
    streets: list('Via Garibaldi #, Via dei Mille #, Corso Italia #, Viale Dante #, Vicolo del Sole #'),
    cities: [
      ['39100', 'Bolzano'],
      ['10121', 'Torino'],
      ['38122', 'Trento'],
      ['40121', 'Bologna'],
      ['24122', 'Bergamo'],
    ],
  },
  {
    country: 'ES',
    given: list('Lucía, Pablo, Carmen, Diego, Marta, Javier, Elena, Álvaro, Nuria, Sergio, Irene, Iker'),
    family: list(
      'Navarro, Iglesias, Molina, Ortega, Vega, Castillo, Peña, Fuentes, Campos, Aguirre, Prieto, Lozano, Ibáñez',
    ),
    streets: list('Calle Mayor #, Avenida del Puerto #, Calle de la Luna #, Paseo del Río #, Calle Olmo #'),
    cities: [
      ['08012', 'Barcelona'],
      ['28004', 'Madrid'],
      ['48001', 'Bilbao'],
      ['22001', 'Huesca'],
      ['18009', 'Granada'],
    ],
  },
  {
    country: 'SE',
    given: list('Elsa, Gustav, Maja, Oskar, Linnea, Viktor, Ebba, Axel, Astrid, Nils, Saga, Björn'),
    family: list(
      'Lindqvist, Bergström, Holm, Sandberg, Nyström, Åkesson, Ekman, Hedlund, Wallin, Sjöberg, Norén, Falk, Dahl',
    ),
    streets: list('Storgatan #, Björkvägen #, Skolgatan #, Sjövägen #, Kungsgatan #'),
    cities: [
      ['118 26', 'Stockholm'],
      ['413 04', 'Göteborg'],
      ['831 30', 'Östersund'],
      ['903 26', 'Umeå'],
      ['222 22', 'Lund'],
    ],
  },
  {
    country: 'AT',
    given: list(
      'Katharina, Lukas, Theresa, Florian, Magdalena, Stefan, Viktoria, Bernhard, Eva, Simon, Ines, Georg',
    ),
    family: list(
      'Gruber, Huber, Pichler, Steiner, Moser, Leitner, Fuchs, Egger, Brunner, Lechner, Wieser, Haas, Reiter',
    ),
    streets: list('Hauptplatz #, Innrain #, Kirchengasse #, Am Anger #, Bergstraße #'),
    cities: [
      ['6020', 'Innsbruck'],
      ['1070', 'Wien'],
      ['5020', 'Salzburg'],
      ['8010', 'Graz'],
      ['6900', 'Bregenz'],
    ],
  },
];
