/** A change of one built file's text. */
export interface SourceEdit {
  /** The file, from the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Builds that are broken on purpose, by name: each has one of the faults that the design excludes. */
export const BROKEN_BUILDS: Readonly<Record<string, readonly SourceEdit[]>> = {};

/** The edits that make a broken build. @throws Error that names those that there are */
export function brokenBuild(name: string): readonly SourceEdit[] {
  const edits = BROKEN_BUILDS[name];
  if (!edits) throw new Error(`there is no broken build ${name}: ${Object.keys(BROKEN_BUILDS).join(', ')}`);
  return edits;
}
