/** Reads the lines `NAME=value` of a file as docker compose does: comments, `export`, quotes. */
export function readEnvFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, rest = ''] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) values[name] = valueIn(rest);
  }
  return values;
}

function valueIn(text: string): string {
  const [, quote, quoted] = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(text) ?? [];
  if (quote !== undefined && quoted !== undefined) return quoted;
  return text.startsWith('#') ? '' : text.replace(/\s+#.*$/, '');
}
