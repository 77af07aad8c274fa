/** What is read of package-lock.json. */
export interface PackageLock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly dependencies?: Readonly<Record<string, string>>;
        readonly devDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** A package that a workspace asks for by name. */
export interface DirectDependency {
  readonly name: string;
  readonly version: string;
  /** Whether something that runs needs it, and not only tests and builds. */
  readonly isRun: boolean;
}

/** A row of the table; dates are ISO 8601, and left out where nobody knows. */
export interface DependencyRow extends DirectDependency {
  readonly released?: string;
  readonly newest?: string;
  readonly newestReleased?: string;
}

const BEGIN = '<!-- dependencies: npm run dependencies -->';
const END = '<!-- /dependencies -->';
const OWN = '@orrery/';

/** The packages that the root and the workspaces ask for by name, each once and in the order of names. */
export function directDependencies({ packages }: PackageLock): DirectDependency[] {
  const found = new Map<string, DirectDependency>();
  for (const [folder, { dependencies = {}, devDependencies = {} }] of Object.entries(packages)) {
    if (folder.includes('node_modules')) continue;
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      if (name.startsWith(OWN)) continue;
      const { version } =
        packages[`${folder}/node_modules/${name}`] ?? packages[`node_modules/${name}`] ?? {};
      if (version === undefined) throw new Error(`package-lock.json has no version of ${name}`);
      const isRun = name in dependencies || found.get(name)?.isRun === true;
      found.set(name, { name, version, isRun });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A page with its table replaced. @throws Error when the page has no place for it */
export function withTable(page: string, rows: readonly DependencyRow[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no place between ${BEGIN} and ${END}`);
  const lines = rows.map(({ name, version, isRun, released, newest, newestReleased }) => {
    const last = newest === undefined ? 'unknown' : `${newest}, ${dayOf(newestReleased)}`;
    return `| ${name} | ${isRun ? 'run' : 'build, test'} | ${version}, ${dayOf(released)} | ${last} |`;
  });
  const table = ['| package | needed to | installed | last release |', '|---|---|---|---|', ...lines].join(
    '\n',
  );
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
}

function dayOf(time: string | undefined): string {
  return time?.slice(0, 10) ?? 'unknown';
}
