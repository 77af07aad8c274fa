/** Addresses by subgraph name. */
export type SubgraphUrls = Readonly<Record<string, string>>;

/**
 * Reads `name=url,name=url`; an empty text is no addresses. Faults name the part that is wrong.
 * @param scheme what addresses start with; with an s for encryption also. @default http
 */
export function parseSubgraphUrls(
  text: string,
  scheme: 'http' | 'ws' = 'http',
): { urls: SubgraphUrls; faults: string[] } {
  const urls: Record<string, string> = {};
  const faults: string[] = [];
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const url = part.slice(equals + 1).trim();
    if (name === '') faults.push(`"${part}" must be NAME=URL`);
    else if (!hasScheme(url, scheme)) {
      faults.push(`the address of ${name} must start with ${scheme}:// or ${scheme}s://`);
    } else if (name in urls) faults.push(`${name} is given twice`);
    else urls[name] = url;
  }
  return { urls, faults };
}

function hasScheme(text: string, scheme: string): boolean {
  return URL.canParse(text) && [`${scheme}:`, `${scheme}s:`].includes(new URL(text).protocol);
}
