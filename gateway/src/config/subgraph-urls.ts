/** Addresses by subgraph name. */
export type SubgraphUrls = Readonly<Record<string, string>>;

/** Reads `name=url,name=url`; an empty text is no addresses. Faults name the part that is wrong. */
export function parseSubgraphUrls(text: string): { urls: SubgraphUrls; faults: string[] } {
  const urls: Record<string, string> = {};
  const faults: string[] = [];
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const url = part.slice(equals + 1).trim();
    if (name === '') faults.push(`"${part}" must be NAME=URL`);
    else if (!isHttpUrl(url)) faults.push(`the address of ${name} must start with http:// or https://`);
    else if (name in urls) faults.push(`${name} is given twice`);
    else urls[name] = url;
  }
  return { urls, faults };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
