import { Int32 } from 'bson';
import { type Document, isDocument, own, put } from '../types.js';
import { identical } from '../updater/index.js';

/** How an update changed a document, as a change event tells it. Paths are dotted. */
export interface UpdateDescription {
  readonly updatedFields: Document;
  readonly removedFields: string[];
  readonly truncatedArrays: { field: string; newSize: Int32 }[];
  /** The steps of the paths that can be read in two ways: names as text, array positions as numbers. */
  readonly disambiguatedPaths: Document;
}

/** A path as its steps; an array's position is a number. */
type Path = readonly (string | number)[];

class Differ implements UpdateDescription {
  readonly updatedFields: Document = {};
  readonly removedFields: string[] = [];
  readonly truncatedArrays: { field: string; newSize: Int32 }[] = [];
  readonly disambiguatedPaths: Document = {};

  documents(before: Document, after: Document, path: Path): void {
    for (const name of Object.keys(before)) {
      if (!Object.hasOwn(after, name)) this.removedFields.push(this.name([...path, name]));
    }
    for (const name of Object.keys(after)) {
      const old = own(before, name);
      const now = own(after, name);
      if (old === now || identical(old, now)) continue;
      if (Object.hasOwn(before, name)) this.values(old, now, [...path, name]);
      else this.update([...path, name], now);
    }
  }

  private arrays(before: unknown[], after: unknown[], path: Path): void {
    const common = Math.min(before.length, after.length);
    const differing: number[] = [];
    for (let at = 0; at < common; at++) if (!identical(before[at], after[at])) differing.push(at);
    // items that were moved or mostly changed read better as a new array than one by one
    const isRewritten = after.length > before.length ? differing.length > 0 : differing.length * 2 > common;
    if (isRewritten && common > 1) {
      this.update(path, after);
      return;
    }
    if (after.length < before.length) {
      this.truncatedArrays.push({ field: this.name(path), newSize: new Int32(after.length) });
    }
    for (const at of differing) this.values(before[at], after[at], [...path, at]);
    for (let at = common; at < after.length; at++) this.update([...path, at], after[at]);
  }

  private values(before: unknown, after: unknown, path: Path): void {
    if (isDocument(before) && isDocument(after)) this.documents(before, after, path);
    else if (Array.isArray(before) && Array.isArray(after)) this.arrays(before, after, path);
    else this.update(path, after);
  }

  private update(path: Path, value: unknown): void {
    put(this.updatedFields, this.name(path), value);
  }

  private name(path: Path): string {
    const name = path.join('.');
    const isAmbiguous = path.some((step) => typeof step === 'string' && /^\d+$|\./.test(step));
    if (isAmbiguous) {
      put(
        this.disambiguatedPaths,
        name,
        path.map((step) => (typeof step === 'number' ? new Int32(step) : step)),
      );
    }
    return name;
  }
}

/** The smallest description of how `before` became `after`. */
export function describeUpdate(before: Document, after: Document): UpdateDescription {
  const differ = new Differ();
  differ.documents(before, after, []);
  const { updatedFields, removedFields, truncatedArrays, disambiguatedPaths } = differ;
  return { updatedFields, removedFields, truncatedArrays, disambiguatedPaths };
}
