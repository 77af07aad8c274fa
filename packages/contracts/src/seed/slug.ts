const PLAIN: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  å: 'a',
  á: 'a',
  à: 'a',
  é: 'e',
  è: 'e',
  ë: 'e',
  ï: 'i',
  í: 'i',
  ó: 'o',
  ú: 'u',
  ñ: 'n',
  ç: 'c',
};

/** Lower-case ASCII words joined by `separator`. The seed's own table: what ICU does may differ between machines. */
export function slugOf(text: string, separator = '-'): string {
  let plain = '';
  for (const letter of text.toLowerCase()) plain += PLAIN[letter] ?? letter;
  return plain
    .replace(/'/g, '')
    .replace(/[^a-z0-9]+/g, separator)
    .replace(/^[-.]+|[-.]+$/g, '');
}
